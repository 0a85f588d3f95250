// What Sigma's `workbook:error` codes mean to a viewer; the dashboard's script says it.

/** Code to sentence. Codes: help.sigmacomputing.com, "Common embed error codes and messages". */
export const WORKBOOK_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'Sigma does not let you open this workbook. Ask its owner to share it with you.',
  EEXIST: 'Sigma found this user or team twice. Tell your administrator.',
  EINVAL: 'Sigma did not accept this embed URL. Load again to get a new one.',
  ENOENT: 'Sigma cannot find this workbook, or your Sigma user is inactive.',
  EPERM: 'Sigma does not know you yet. Ask your administrator for access.',
  ESTALE: 'This part of the workbook is not there any more.',
  ETIMEDOUT: 'A query of this workbook took too long.',
  NETWORK: 'Your browser cannot reach Sigma.',
};
