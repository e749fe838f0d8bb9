const key = 'oci-pack-theme'

/** Makes a button that turns light into dark, and back; what the system asks for comes first. */
export function switchTheme(button: HTMLElement): void {
  const set = (theme: string): void => {
    document.documentElement.dataset['theme'] = theme
    button.textContent = theme === 'dark' ? '☀ Light' : '☾ Dark'
    button.setAttribute('aria-label', theme === 'dark' ? 'Light colours' : 'Dark colours')
  }
  set(kept() ?? (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  button.addEventListener('click', () => {
    const theme = document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'
    set(theme)
    keep(theme)
  })
}

/** A page that was opened from a disk may be refused a memory. */
function kept(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Then it is forgotten.
  }
}
