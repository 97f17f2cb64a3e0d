import pg from 'pg';

/** The name of a table or a column, as a statement writes it. */
export const quoteName = (name: string): string => pg.escapeIdentifier(name);

/** A text of ours as a statement writes it; what comes from outside is a parameter instead. */
export const quoteText = (text: string): string => pg.escapeLiteral(text);
