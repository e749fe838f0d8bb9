/** What to do about a value that is beyond a limit of its parameter. */
export const keepToLimit = 'Keep to the limit, or change it in the descriptor.'

/** What to do about a link, a device or whatever else is neither a file nor a folder. */
export const putItself = 'Put the file or folder itself there.'
