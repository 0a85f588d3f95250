// What is switched off in every database of the warehouse before anybody's words reach it.

/** Order matters: what is switched off stays off once the configuration is locked. */
export const LOCKS = [
  'SET enable_external_access = false',
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  'SET lock_configuration = true',
];
