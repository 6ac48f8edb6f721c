/** One step of the schema, forward only. Once released it is never edited: what is wrong with it is put right by the next. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Statements that every database understands, run one after the other in one transaction with all other steps. */
  readonly up: readonly string[];
}
