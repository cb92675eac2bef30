/** What a rule on an EventBridge bus is matched with. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** As many events as one PutEvents call takes, and as many bytes. */
const maxBatch = 10;
const maxBytes = 1024 * 1024;

/** An EventBridge bus that keeps what it is sent. */
export class EventBus {
  readonly events: BusEvent[] = [];
  /** Set to have calls fail. */
  fault: Error | undefined;
  /** Says which events the bus has to refuse. */
  refuses: (event: BusEvent) => boolean = () => false;

  constructor(readonly arn: string) {}

  putEvents(events: readonly BusEvent[]): void {
    if (events.length > maxBatch) throw new Error(`${events.length} events are too many`);
    if (this.fault) throw this.fault;
    if (JSON.stringify(events).length > maxBytes) throw new Error('events are too large');
    if (events.some((event) => this.refuses(event))) throw new Error('an event was refused');
    this.events.push(...events);
  }
}
