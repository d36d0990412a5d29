/** The real program in a folder of its own that is thrown away, and the scripted provider beside it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug');
const PROGRAM = process.env.TOLLGATE_BIN ?? join(built, 'tollgate');
const PROVIDER = process.env.SCRIPTED_PROVIDER_BIN ?? join(built, 'tollgate-scripted-provider');
const MODELS = process.env.TOLLGATE_MODELS_DIR ?? join(root, 'models');
const PATIENCE = 30_000;

export interface Wishes {
  /** Scenarios of the scripted provider that are offered as models; the first is the default. */
  scripted?: string[];
  /** Offer the model that runs inside the program. */
  local?: boolean;
  /** Lines of `tollgate.toml`; it is only written with `scripted`. */
  settings?: string | ((providerUrl: string) => string);
}

export class Server {
  url = '';
  setUpLink = '';
  private log = '';
  private program?: ChildProcess;
  private provider?: ChildProcess;
  private providerUrl = '';
  private port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tollgate-'));

  constructor(private readonly wishes: Wishes) {}

  async start(): Promise<void> {
    mkdirSync(join(this.folder, 'no-models'), { recursive: true });
    if (this.wishes.scripted) await this.startProvider(this.wishes.scripted);
    this.port = await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    await this.run();
    await until(
      async () => (this.setUpLink = /(http\S+\/join\/\S+)\s/.exec(this.log)?.[1] ?? '') !== '',
      () => `no set-up link in the log:\n${this.log}`,
    );
  }

  /** As if the power went. */
  async kill(): Promise<void> {
    await end(this.program, 'SIGKILL');
  }

  /** Again, with the same data and at the same address. */
  async run(): Promise<void> {
    this.program = spawn(PROGRAM, [], { cwd: this.folder, env: this.environment() });
    this.program.stderr?.on('data', (piece: Buffer) => (this.log += piece.toString()));
    this.program.stdout?.resume();
    const program = this.program;
    await until(
      async () => {
        if (program.exitCode !== null) throw new Error(`the program ended:\n${this.log}`);
        return fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      },
      () => `the program is not ready:\n${this.log}`,
    );
  }

  /** What an operator says on the command line, beside the server that runs. */
  tell(...words: string[]): void {
    execFileSync(PROGRAM, words, { cwd: this.folder, env: this.environment() });
  }

  async stop(): Promise<void> {
    const died = this.program?.signalCode ?? this.program?.exitCode;
    await end(this.program, 'SIGKILL');
    await end(this.provider, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
    if (died != null) throw new Error(`the program ended by itself (${died}):\n${this.log}`);
  }

  private async startProvider(scenarios: string[]): Promise<void> {
    this.provider = spawn(PROVIDER, ['--listen', '127.0.0.1:0'], { cwd: this.folder });
    let said = '';
    this.provider.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
    this.provider.stderr?.resume();
    await until(async () => said.includes('\n'), () => 'the scripted provider did not say its address');
    this.providerUrl = said.split('\n')[0].trim();
    const models = scenarios.map(
      (name) =>
        `[[models]]\nname = "${name}"\nprovider = "openai"\ncontext = 100000\nprice = { input = "1.00", output = "2.00" }\n`,
    );
    const { settings = '' } = this.wishes;
    const more = typeof settings === 'string' ? settings : settings(this.providerUrl);
    writeFileSync(
      join(this.folder, 'tollgate.toml'),
      `[defaults]\nmodel = "${scenarios[0]}"\n\n${more}\n${models.join('\n')}`,
    );
  }

  private environment(): NodeJS.ProcessEnv {
    const provider = { OPENAI_BASE_URL: `${this.providerUrl}/v1`, OPENAI_API_KEY: 'test' };
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      NO_COLOR: '1',
      TOLLGATE_LISTEN: `127.0.0.1:${this.port}`,
      TOLLGATE_DATA_DIR: join(this.folder, 'data'),
      TOLLGATE_MODELS_DIR: this.wishes.local ? resolve(MODELS) : join(this.folder, 'no-models'),
      ...(this.providerUrl ? provider : {}),
    };
  }
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const holder = createServer();
    holder.once('error', failed);
    holder.listen(0, '127.0.0.1', () => {
      const address = holder.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      holder.close(() => done(port));
    });
  });
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((done) => {
    child.once('exit', done);
    child.kill(signal);
  });
}

/** Asks again until it is so: what is outside of the browser tells nobody when it is ready. */
async function until(isSo: () => Promise<boolean>, complaint: () => string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(complaint());
    await new Promise((done) => setTimeout(done, 20));
  }
}
