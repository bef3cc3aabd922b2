/** Enough that a thousand take seconds, few enough that a server does not feel them. */
const atOnce = 20;

/** Looks each of them up, some at a time; the answers are in the order of what was asked. */
export async function lookUpEach<T, R>(items: readonly T[], lookUp: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let i = 0; i < items.length; i += atOnce) {
    answers.push(...(await Promise.all(items.slice(i, i + atOnce).map(lookUp))));
  }
  return answers;
}
