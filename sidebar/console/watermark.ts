/** A tile with who looks and when, as a CSS image; it is faint on screen and legible on a photograph of it. */
export function watermarkImage(text: string): string {
  const safe = text.replace(/[<>&'"]/g, '')
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' width='320' height='220'>` +
    `<text x='40' y='150' font-size='14' font-family='sans-serif' fill='#6b7780' transform='rotate(-20 40 150)'>` +
    `${safe}</text></svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}
