import type { BackupPlan } from '../../src/domain/backup-plan';
import type { Bottleneck } from '../../src/domain/bottleneck';
import {
  copyTuning,
  describeChange,
  describeTuning,
  exportWorkers,
  isSharedByHosts,
  wantsSecondHost,
  type CopyTuning,
  type Holds,
} from '../../src/domain/copy-tuning';
import { choosePace, expedite, startingPace, type Pace, type PaceSight, type PaceState } from '../../src/domain/pace';
import type { SealSample } from '../../src/domain/seal-sample';
import { nearestFirst } from '../../src/domain/quorum-left';
import type { WaitingChoice, WaitingSight } from '../../src/domain/waiting-regions';
import { LevelLever } from './level-lever';
import type { ProgressBoard } from './progress-board';

const leastBetweenTuningsMs = 60_000;
/** There and back: what is changed to and fro costs more than it brings. */
const mostChanges = 2;
/** Choices of the regions that wait: each ends the batches in flight. */
const mostChoices = 4;
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
  /** What was measured that its level follows from. */
  #levelBecause: string | undefined;
  #tunedAtMs = 0;
  #changes = 0;
  #leftAtMs = 0;
  #choices = 0;
  #exportWorkers = 1;
  #wantsSecondHost = false;
  readonly #level = new LevelLever();
  /** One copied, and its monitor found it held back by what both hosts share. */
  #isSecondInVain = false;

  constructor(board: ProgressBoard) {
    this.#board = board;
  }

  /** The plan is made: it says what the levers begin with. */
  begin(plan: BackupPlan): void {
    this.#plan = plan;
    const { compressionLevel, sampledLevels } = plan.copies;
    // A run that began before this version goes on from 1, as it did.
    if (sampledLevels !== undefined) this.#tuning = { ...this.#tuning, compressionLevel };
    this.#tune();
  }

  /** What the batches in flight found out of their data, and how fast the copy goes. */
  learn(sample: SealSample | null, bytesPerSecond: number | null): void {
    this.#level.learn(sample, bytesPerSecond);
  }

  get pace(): Pace {
    return this.#pace.pace;
  }

  /** Somebody asked for haste. */
  get isAsked(): boolean {
    return this.#pace.isAsked;
  }

  /** How long the pace has been what it is. */
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

  /** Whether another host shall copy too. */
  get wantsSecondHost(): boolean {
    return this.#wantsSecondHost;
  }

  get #minCopies(): number {
    return this.#plan?.copies.minCopies ?? this.#board.progress.regions.length;
  }

  get #bottleneck(): Bottleneck | null {
    return this.#holds.first;
  }

  get #holds(): Holds {
    const { monitor, secondMonitor } = this.#board.progress;
    return { first: monitor?.verdict?.bottleneck ?? null, second: secondMonitor?.verdict?.bottleneck ?? null };
  }

  get #secondHostHelps(): boolean {
    return !this.#isSecondInVain && wantsSecondHost(this.#pace.pace, this.#holds);
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
    this.#decideOnPace(because);
    return true;
  }

  /** The pace that the time that is left asks for. */
  choose(sight: PaceSight): void {
    const { state, decision } = choosePace(this.#pace, sight);
    this.#pace = state;
    if (decision !== undefined) this.#decideOnPace(decision.because);
  }

  /** In a hurry, what holds the backup back decides the levers; each change ends the batches, so it is rare. */
  followBottleneck(): void {
    if (this.#pace.pace !== 'expedited' || Date.now() - this.#tunedAtMs < leastBetweenTuningsMs) return;
    if (this.#changes >= mostChanges) return;
    const isWanted = this.#secondHostHelps;
    const changes = [
      ...this.#changesOfTuning(),
      ...(isWanted === this.#wantsSecondHost ? [] : [isWanted ? 'a second host' : 'one host']),
    ];
    if (changes.length === 0) return;
    this.#changes += 1;
    this.#decide(`held back by ${this.#heldBackBy}: ${changes.join(', ')} from now on`);
  }

  /** `cpu`, or `cpu, b by link` with a second host whose monitor has said so. */
  get #heldBackBy(): string {
    const { first, second } = this.#holds;
    const ofSecond = second === null ? '' : `, ${this.#board.progress.secondHost ?? 'the second host'} by ${second}`;
    return `${first ?? 'nothing in particular'}${ofSecond}`;
  }

  /** Leaves out every region beyond the quorum: those that need longest. Does so once. */
  settle({ paths, bytesLeft }: Pick<WaitingSight, 'paths' | 'bytesLeft'>): void {
    if (this.#leaveOut.length > 0) return;
    const { regions, monitor } = this.#board.progress;
    const names = nearestFirst(regions, { paths, bytesLeft, slow: monitor?.verdict?.region }).slice(this.#minCopies);
    if (names.length > 0)
      this.#leave(names, `the deadline is here: ${this.#beyond(names)} left out, to be filled later`);
  }

  /** Lets these regions wait until the backup is sealed, and others come back. False: that was done too often, or just now. */
  letWait({ waiting, because }: WaitingChoice): boolean {
    if (this.#choices >= mostChoices || Date.now() - this.#leftAtMs < leastBetweenTuningsMs) return false;
    this.#choices += 1;
    const what =
      waiting.length === 0
        ? 'every region gets parts again'
        : `${this.#beyond(waiting)} waits until the backup is sealed`;
    this.#leave(waiting, `${because}: ${what}`);
    return true;
  }

  #beyond(names: readonly string[]): string {
    return `${names.join(', ')} beyond the quorum of ${this.#minCopies}`;
  }

  #leave(names: readonly string[], because: string): void {
    this.#leaveOut = names;
    this.#leftAtMs = Date.now();
    this.#decide([because, ...this.#changesOfTuning()].join(', '));
  }

  /** A line of the log about something that is done elsewhere. */
  note(because: string): void {
    const { timing } = this.#board.progress;
    const decision = { at: new Date().toISOString(), pace: this.#pace.pace, because };
    this.#board.update({
      timing: { ...timing, pace: this.#pace.pace, decisions: [...timing.decisions, decision].slice(-mostDecisions) },
    });
  }

  /** With what it changes, once that is known. */
  #decideOnPace(because: string): void {
    this.#tune();
    this.#carryOut(this.#plan === undefined ? because : `${because}; from now on ${this.#inWords().join(', ')}`);
  }

  /** The workers of a running export are told of when they have been set. */
  #inWords(): readonly string[] {
    const isToExport = !['export', 'copy', 'seal'].includes(this.#board.progress.phase);
    const workers = isToExport ? [`${this.#exportWorkers} Data Pump workers`] : [];
    return [...workers, ...describeTuning(this.#tuning, this.#levelBecause)];
  }

  #decide(because: string): void {
    this.#tune();
    this.#carryOut(because);
  }

  #carryOut(because: string): void {
    this.note(because);
    this.#tunedAtMs = Date.now();
    for (const listener of this.#listeners) listener(this.#tuning);
  }

  /** Of all levers at once, so that none follows a bottleneck that comes and goes. */
  #tune(): void {
    const { tuning, levelBecause } = this.#tuned();
    this.#tuning = tuning;
    this.#levelBecause = levelBecause;
    this.#exportWorkers = exportWorkers(this.#pace.pace, this.#plan?.export.parallel ?? 1, this.#bottleneck);
    this.#isSecondInVain ||= isSharedByHosts(this.#holds.second);
    this.#wantsSecondHost = this.#secondHostHelps;
  }

  #tuned(): { readonly tuning: CopyTuning; readonly levelBecause: string | undefined } {
    const { pace } = this.#pace;
    const bottleneck = this.#bottleneck;
    const { level, because } = this.#level.inAHurry(this.#plan, this.#tuning, bottleneck);
    const configuredLevel = this.#plan?.copies.compressionLevel ?? 1;
    return {
      tuning: copyTuning({ pace, configuredLevel, bottleneck, leaveOut: this.#leaveOut, hurriedLevel: level }),
      levelBecause: pace === 'steady' ? undefined : because,
    };
  }

  /** What the levers would change about the copy, in words. */
  #changesOfTuning(): readonly string[] {
    const { tuning, levelBecause } = this.#tuned();
    return describeChange(this.#tuning, tuning, levelBecause);
  }
}
