/** An activity of the application's own. */
export async function closeBooks(day: string): Promise<string> {
  return `the books of ${day} are closed`;
}
