// Placeholder of the contract; see the finished file.
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
/** The fields a log line may have; nothing else is printed. */
export interface LogFields {
  readonly requestId?: string;
  readonly method?: string;
  /** Route template, never a raw path. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly error?: unknown;
  readonly address?: string;
  readonly origin?: string;
  readonly count?: number;
  readonly warning?: string;
  readonly signal?: string;
  readonly version?: string;
}
