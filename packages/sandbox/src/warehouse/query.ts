// What goes into a warehouse and what comes out, as the Statement Execution API words it.

/** A statement as the Statement Execution API takes it. */
export interface Query {
  /** One SELECT, or one statement about the catalog, in Databricks SQL. */
  readonly statement: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Values of `:name` markers, as text; `type` is a Databricks type name and defaults to STRING. */
  readonly parameters?: readonly Parameter[] | undefined;
  /** Rows beyond this many are left out. */
  readonly rowLimit?: number | undefined;
  /** Rows beyond this many bytes, roughly, are left out. */
  readonly byteLimit?: number | undefined;
  /** A result beyond this many bytes, roughly, makes the statement fail. Default: 25 MiB. */
  readonly largest?: number | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly value: string | null;
  readonly type: string;
}

/** A result as the API words it: every value is text or null. */
export interface ResultSet {
  readonly columns: readonly { readonly name: string; readonly typeName: string; readonly typeText: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether a limit left rows out. */
  readonly truncated: boolean;
}
