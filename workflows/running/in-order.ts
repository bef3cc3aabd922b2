/**
 * Tells another run things one after the other: the server may deliver signals that leave in one workflow task in any order,
 * and then the older one would count. What fails is passed over: a run that has just ended cannot be told, and need not be.
 */
export function inOrder(): (tell: () => Promise<unknown>) => void {
  let told: Promise<unknown> = Promise.resolve();
  return (tell) => {
    told = told.then(tell).catch(() => undefined);
  };
}
