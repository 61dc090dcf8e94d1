/** A line as it stands in a list or a document, and the words it is made of. */

/** Words are parted by blanks; `"…"` holds blanks and may be empty; `{name}` is replaced. */
export function wordsOf(line: string, values: Readonly<Record<string, string>> = {}): string[] {
  const fill = (word: string) =>
    word.replace(/\{([\w.]+)\}/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Error(`nothing is called {${name}} in: ${line}`)
      return value
    })
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => fill(quoted ?? word))
}
