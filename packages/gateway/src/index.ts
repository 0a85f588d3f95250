// The public surface of the gateway package.
export { createGateway, type Gateway, type GatewayOptions, type Readiness } from './gateway.ts';
export { loadConfig, loadPolicy, ConfigError, type ConfigProblem, type LoadedPolicy } from './config/load.ts';
export type { Config, DatabricksConfig, RingKey, SessionConfig, SigmaConfig } from './config/config.ts';
export type { Embed, OpenRule, PeopleConfig, PolicyConfig, WorkspaceSource } from './config/policy-config.ts';
export { bindServer, type BoundServer } from './server/listen.ts';
export { ERRORS } from './base/error-table.ts';
export { GatewayError, type ErrorCode } from './base/errors.ts';
export { secret, type Secret } from './base/secret.ts';
export { KeyWrapperDenied, type KeyContext, type KeyWrapper } from './vault/key-wrapper.ts';
export type { Clock } from './base/clock.ts';
export type { Random } from './base/random.ts';
export { createLog, type Log, type LogFields } from './observe/log.ts';
export type { AuditEventName, WrittenEvent as AuditEvent } from './audit/events.ts';
export type { HostIdentity, HostUser } from './flows/host-user.ts';
export type { Operator } from './flows/operator.ts';
export type { SessionSummary } from './flows/list-sessions.ts';
export type { SessionsEnded } from './flows/end-sessions.ts';
export type { Store } from './store/store.ts';
