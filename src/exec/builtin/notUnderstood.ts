/** Thrown inside the builtin executor by what it does not do exactly as the real programs would: the request then goes to the next one. */
export class NotUnderstood extends Error {}
