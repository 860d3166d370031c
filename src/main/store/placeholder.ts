/** Stands in a prepared query for a value that is bound when the query runs. */
export class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
