/** As much XML as Maven project files have: elements and text. Attributes are passed over. */

export interface Element {
  name: string
  text: string
  children: Element[]
}

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<![^>]*>|<\/[^>]+>|<(?<name>[^\s/>]+)[^>]*?(?<empty>\/?)>|(?<text>[^<]+)/g

const entities: Record<string, string> = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"}

/** The document's element. */
export function parseXml(document: string): Element {
  const root: Element = {name: '', text: '', children: []}
  const open = [root]
  for (const match of document.matchAll(token)) {
    const {data, name, empty, text} = match.groups as Record<string, string | undefined>
    const current = open.at(-1) ?? root
    if (name !== undefined) {
      const element: Element = {name, text: '', children: []}
      current.children.push(element)
      if (!empty) open.push(element)
    } else if (match[0].startsWith('</')) open.pop()
    else current.text += data ?? unescaped(text ?? '')
  }
  return root.children[0] ?? root
}

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string) =>
    code ? String.fromCodePoint(Number(code)) : (entities[name] ?? whole),
  )

export const child = (element: Element, name: string): Element | undefined =>
  element.children.find(each => each.name === name)

export const children = (element: Element | undefined, name: string): Element[] =>
  (element?.children ?? []).filter(each => each.name === name)

export const textOf = (element: Element, name: string): string => child(element, name)?.text.trim() ?? ''
