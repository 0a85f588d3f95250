// How a probe ends that could not see anything.

/** Ends a probe without a finding. The message goes on after "could not be settled because". */
export class Unsettled extends Error {}
