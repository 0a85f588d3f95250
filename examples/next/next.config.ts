// The gateway reads a file that lies beside it and uses modules of Node, so it stays outside the bundle of the server.
export default { serverExternalPackages: ['@sigma-embed/gateway'] };
