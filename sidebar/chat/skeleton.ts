// The bones stand in index.html, outside the app, so that they are there before any script is.

let wanted = 1

function draw(): void {
  const node = document.getElementById('skeleton')
  if (node) node.hidden = wanted === 0
}

/** Shows the bones until the returned function is called. */
export function showSkeleton(): () => void {
  wanted += 1
  draw()
  return () => {
    wanted -= 1
    draw()
  }
}

/** The page counted itself as one until the app had something to show. */
export function endFirstSkeleton(): void {
  wanted = Math.max(0, wanted - 1)
  draw()
}
