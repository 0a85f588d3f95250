// Decides whether a recorded history of concurrent calls could have happened one call at a time (Wing and Gong, 1993).
// Knows no store: a model says what each call would answer.

/** One call as somebody saw it. Times are of one clock. */
export interface Call<Op> {
  readonly op: Op;
  readonly calledAt: number;
  /** Infinity when no answer came: the call may have happened at any time after, or never. */
  readonly answeredAt: number;
  /** `undefined` when no answer came. */
  readonly answer: string | undefined;
}

export interface Model<State, Op> {
  readonly start: State;
  /** What the call would answer in this state, and the state after it. */
  readonly apply: (state: State, op: Op) => { readonly answer: string; readonly next: State };
}

/** Whether some order fits both the answers and the times: a call that ended before another began comes before it. */
export function isLinearizable<State, Op>(history: readonly Call<Op>[], model: Model<State, Op>): boolean {
  if (history.length > 30) throw new RangeError('histories are kept short: the search is exponential');
  const tried = new Set<string>();
  const mustHappen = history.reduce((mask, { answer }, n) => (answer === undefined ? mask : mask | (1 << n)), 0);

  const search = (done: number, state: State): boolean => {
    if ((done & mustHappen) === mustHappen) return true;
    const key = `${done} ${JSON.stringify(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const open = history.map((call, n) => ({ call, n })).filter(({ n }) => (done & (1 << n)) === 0);
    const firstAnswer = Math.min(...open.map(({ call }) => call.answeredAt));
    return open.some(({ call, n }) => {
      if (call.calledAt > firstAnswer) return false;
      const { answer, next } = model.apply(state, call.op);
      return (call.answer === undefined || call.answer === answer) && search(done | (1 << n), next);
    });
  };
  return search(0, model.start);
}
