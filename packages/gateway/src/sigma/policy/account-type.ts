// Knows the account type of an embed user: the first row that has one wins. One is always sent: Sigma's own default is the highest.
import type { Decided } from './decided.ts';
import type { PlacedRow } from './group-rows.ts';

export type AccountTypeOf = (rows: readonly PlacedRow[]) => Decided<string>;

export function accountTypeRule(forAll: string): AccountTypeOf {
  const base = { value: forAll, why: 'accountType' };
  return (rows) => {
    for (const { accountType, place } of rows) {
      if (accountType !== undefined) return { value: accountType, why: place };
    }
    return base;
  };
}
