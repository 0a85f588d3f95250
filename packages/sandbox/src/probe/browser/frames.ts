// What probes ask of a browser: load a URL in a frame and listen to it. Types only; the page does it.

/** What a frame told the page around it. */
export interface Message {
  readonly type: string;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Of `workbook:loaded`: control id -> value. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

export interface Load {
  readonly url: string;
  /** Name of the frame; one of the same name is taken away before. */
  readonly frame: string;
  /** Types that end the wait. */
  readonly until: readonly string[];
}

export interface Listen {
  readonly frame: string;
  /** Sent to the frame first. */
  readonly send?: object;
  readonly until: readonly string[];
}

/** Both resolve with what came, at the first message of `until` or when the browser's patience ends. */
export interface Frames {
  load(load: Load): Promise<readonly Message[]>;
  /** Also tells what came since the last wait. */
  listen(listen: Listen): Promise<readonly Message[]>;
}
