/** The optional peers, which need not be installed for the types to be checked: CommonJS, and all of tfjs-core in each. */
declare module '@tensorflow/tfjs-node-gpu' {
  const tf: unknown;
  export default tf;
}
declare module '@tensorflow/tfjs-node' {
  const tf: unknown;
  export default tf;
}
