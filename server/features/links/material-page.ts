import type Koa from 'koa'
import type { Material } from '../scripts/material.ts'
import { escapeHtml, type Language, languageOf, sendPage } from './page-frame.ts'

const WORDS = {
  zh: { open: '打开文件', price: '参考价', number: '编号', video: '视频' },
  en: { open: 'Open file', price: 'Price', number: 'No.', video: 'Video' },
}

/** The page of a picture, video, file or product. Its address is the link's, so its files lie below it. */
export function sendMaterialPage(
  ctx: Koa.Context,
  { material, code, openId }: { material: Material; code: string; openId: string | null },
): void {
  const language = languageOf(ctx)
  const { title, linkDesc, detail } = material
  const texts = [linkDesc, detail.about].filter(Boolean).map((text) => `<p>${escapeHtml(text ?? '')}</p>`)
  const body = `<h1>${escapeHtml(title)}</h1>${priceOf(material, language)}${contentOf(material, { code, language })}${texts.join('')}`
  sendPage(ctx, { language, title, body, openId })
}

function contentOf(
  { kind, title, imageHash, detail }: Material,
  { code, language }: { code: string; language: Language },
): string {
  const at = (hash: string): string => `/l/${code}/file/${hash}`
  const words = WORDS[language]
  const { file } = detail
  if (kind === 'video' && file) {
    const poster = imageHash === null ? '' : ` poster="${at(imageHash)}"`
    return `<video controls playsinline preload="metadata"${poster} src="${at(file.hash)}" aria-label="${words.video}: ${escapeHtml(title)}"></video>`
  }
  if (kind === 'file' && file)
    return `<div class="file"><span>${escapeHtml(file.name)}<br><span class="soft">${sizeOf(file.byteSize)}</span></span>
<a class="do" href="${at(file.hash)}">${words.open}</a></div>`
  const pictures = kind === 'album' ? (detail.pictures ?? []) : imageHash === null ? [] : [imageHash]
  return pictures
    .map((hash, n) => `<img src="${at(hash)}" alt="${escapeHtml(title)}${n === 0 ? '' : ` ${n + 1}`}">`)
    .join('')
}

function priceOf({ detail }: Material, language: Language): string {
  const { priceFen, productNo } = detail
  const words = WORDS[language]
  const number = productNo ? `<p class="soft">${words.number} ${escapeHtml(productNo)}</p>` : ''
  if (priceFen === undefined) return number
  const yuan = new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' }).format(priceFen / 100)
  return `<p class="price"><span class="soft">${words.price}</span> ${yuan}</p>${number}`
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
