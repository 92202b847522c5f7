/** A control was used wrongly. The message names the argument and the remedy; over HTTP it becomes a 400. */
export class InvalidArgumentError extends TypeError {}
