import type { BackupPlan } from '../../src/domain/backup-plan';
import type { Bottleneck } from '../../src/domain/bottleneck';
import { copyTuning, describeChange, exportWorkers, type CopyTuning } from '../../src/domain/copy-tuning';
import { choosePace, expedite, startingPace, type Pace, type PaceSight, type PaceState } from '../../src/domain/pace';
import type { ProgressBoard } from './progress-board';

const leastBetweenTuningsMs = 60_000;
/** There and back: what is changed to and fro costs more than it brings. */
const mostChanges = 2;
/** Lines of the decision log that a run keeps. */
const mostDecisions = 50;

/** The pace of a run, what it changes, and the log of why: each change is one decision. */
export class PaceLevers {
  readonly #board: ProgressBoard;
  readonly #listeners = new Set<(tuning: CopyTuning) => void>();
  #plan: BackupPlan | undefined;
  #pace: PaceState = startingPace(Date.now(), false);
  #leaveOut: readonly string[] = [];
  #tuning: CopyTuning = copyTuning({ pace: 'steady', configuredLevel: 1, bottleneck: null, leaveOut: [] });
  #tunedAtMs = 0;
  #changes = 0;
  #exportWorkers = 1;

  constructor(board: ProgressBoard) {
    this.#board = board;
  }

  /** The plan is made: it says what the levers begin with. */
  begin(plan: BackupPlan): void {
    this.#plan = plan;
    this.#tune();
  }

  get pace(): Pace {
    return this.#pace.pace;
  }

  /** How long the pace has been what it is. */
  /** Somebody asked for haste. */
  get isAsked(): boolean {
    return this.#pace.isAsked;
  }

  get paceForMs(): number {
    return Date.now() - this.#pace.sinceMs;
  }

  get tuning(): CopyTuning {
    return this.#tuning;
  }

  /** The regions that wait until the backup is sealed. */
  get leftOut(): readonly string[] {
    return this.#leaveOut;
  }

  /** Data Pump workers that the export shall have now. */
  get exportWorkers(): number {
    return this.#exportWorkers;
  }

  get #minCopies(): number {
    return this.#plan?.copies.minCopies ?? this.#board.progress.regions.length;
  }

  get #bottleneck(): Bottleneck | null {
    return this.#board.progress.monitor?.verdict?.bottleneck ?? null;
  }

  /** Calls back when the work shall be done differently; answers how to stop that. */
  onTuning(listener: (tuning: CopyTuning) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Somebody asks for the fast pace: it stays. False: somebody had before. */
  expedite(because: string): boolean {
    if (this.#pace.isAsked) return false;
    this.#pace = expedite(this.#pace, Date.now());
    this.#decide(because);
    return true;
  }

  /** The pace that the time that is left asks for. */
  choose(sight: PaceSight): void {
    const { state, decision } = choosePace(this.#pace, sight);
    this.#pace = state;
    if (decision !== undefined) this.#decide(decision.because);
  }

  /** In a hurry, what holds the backup back decides the levers; each change ends the batches, so it is rare. */
  followBottleneck(): void {
    if (this.#pace.pace !== 'expedited' || Date.now() - this.#tunedAtMs < leastBetweenTuningsMs) return;
    if (this.#changes >= mostChanges) return;
    const changes = describeChange(this.#tuning, this.#tuned());
    if (changes.length === 0) return;
    this.#changes += 1;
    this.#decide(`held back by ${this.#bottleneck ?? 'nothing in particular'}: ${changes.join(', ')} from now on`);
  }

  /** Leaves out every region beyond the quorum: those that lack most. Does so once. */
  settle(): void {
    if (this.#leaveOut.length > 0) return;
    const { regions, monitor } = this.#board.progress;
    const slow = monitor?.verdict?.region;
    const best = [...regions].sort(
      (a, b) => a.missingParts - b.missingParts || Number(a.name === slow) - Number(b.name === slow),
    );
    const names = best.slice(this.#minCopies).map(({ name }) => name);
    this.#leave(names, (regionsLeft) => `the deadline is here: ${regionsLeft} left out, to be filled later`);
  }

  /** Lets these regions wait until the backup is sealed. */
  defer(names: readonly string[], because: string): void {
    this.#leave(names, (regionsLeft) => `${because}: ${regionsLeft} waits until the backup is sealed`);
  }

  #leave(names: readonly string[], because: (regionsLeft: string) => string): void {
    if (names.length === 0) return;
    this.#leaveOut = names;
    this.#decide(because(`${names.join(', ')} beyond the quorum of ${this.#minCopies}`));
  }

  /** A line of the log about something that is done elsewhere. */
  note(because: string): void {
    const { timing } = this.#board.progress;
    const decision = { at: new Date().toISOString(), pace: this.#pace.pace, because };
    this.#board.update({
      timing: { ...timing, pace: this.#pace.pace, decisions: [...timing.decisions, decision].slice(-mostDecisions) },
    });
  }

  #decide(because: string): void {
    this.note(because);
    this.#tunedAtMs = Date.now();
    this.#tune();
    for (const listener of this.#listeners) listener(this.#tuning);
  }

  /** Of all levers at once, so that none follows a bottleneck that comes and goes. */
  #tune(): void {
    this.#tuning = this.#tuned();
    this.#exportWorkers = exportWorkers(this.#pace.pace, this.#plan?.export.parallel ?? 1, this.#bottleneck);
  }

  #tuned(): CopyTuning {
    return copyTuning({
      pace: this.#pace.pace,
      configuredLevel: this.#plan?.copies.compressionLevel ?? 1,
      bottleneck: this.#bottleneck,
      leaveOut: this.#leaveOut,
    });
  }
}
