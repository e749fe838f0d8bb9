/** Names that Node has everywhere, for packages in the page that use them. */
export { Buffer } from 'buffer'
export { default as process } from 'process/browser.js'
