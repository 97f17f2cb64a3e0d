/**
 * Confines a list to the rows of the app `a` of the query around it. Were it written as an equality, the planner
 * would take the app for a constant: then an index on the numbers of all apps is in the order of the list too, and
 * looks cheap, but is walked from end to end for an app that has nothing of the kind. Written like this, and ordered
 * by `newestFirst`, only indexes that begin with the app are.
 */
export function ofApp(alias: string): string {
  return `${alias}.app_id = any (array[a.app_id])`;
}

/**
 * The same of a second table that is joined by app and number. Each mention of the app divides the rows the planner
 * expects by the number of apps; of an array that a function makes it expects ten elements, which takes that back.
 */
export function ofAppToo(alias: string): string {
  return `${alias}.app_id = any (array_fill(a.app_id, array[1]))`;
}

/** The order of such a list; `column` is the number that grows with time. */
export function newestFirst(alias: string, column: string): string {
  return `${alias}.app_id desc, ${alias}.${column} desc`;
}
