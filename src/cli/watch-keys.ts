import type { Project } from '../model/project.ts';
import type { Context } from '../operations/context.ts';
import type { Watching } from '../operations/watch.ts';
import type { DevBoard } from '../render/dev/board.ts';
import { browserCommand, startBrowser } from './browser.ts';
import type { Shortcut } from './menu.ts';
import type { World } from './world.ts';

export interface WatchKeysOptions {
  readonly board: Pick<DevBoard, 'emit' | 'state'>;
  readonly watching: Pick<Watching, 'rebuild'>;
  readonly context: Context;
  readonly world: Pick<World, 'env'>;
  readonly project: () => Project;
  /** To be called when a label has changed. */
  readonly refresh: () => void;
  readonly quit: () => void;
  /** Default: of the operation. */
  readonly restart?: (project: Project, services: readonly string[], context: Context) => Promise<void>;
}

/** The keys of a session of development; those that do something do it to the service that is chosen, else to all. */
export function watchKeys(options: WatchKeysOptions): Shortcut[] {
  const { board, watching, world, project, refresh, quit } = options;
  let isRestarting = false;
  const say = (text: string) => board.emit({ type: 'say', text });
  const chosen = () => board.state().chosen;
  const whom = (services = Object.keys(project().services)) => {
    const one = chosen();
    return one === undefined ? services : services.filter(name => name === one);
  };
  const choose = (service: string | undefined) => {
    board.emit({ type: 'choose', service });
    refresh();
  };

  const restartAll = async () => {
    if (isRestarting) return;
    isRestarting = true;
    await restarted(options, whom());
    isRestarting = false;
  };
  const rebuild = () => {
    const { services } = project();
    const built = whom().filter(name => services[name]?.build !== undefined);
    if (built.length > 0) watching.rebuild(built);
    else say(`${chosen() ?? 'No service'} is ${chosen() === undefined ? '' : 'not '}built here.`);
  };
  const openPort = () => {
    const found = board.state().services.flatMap(({ name, containers }) => {
      const urls = whom().includes(name) ? containers.flatMap(container => container.urls) : [];
      return urls.map(url => ({ name, url }));
    });
    const [first] = found;
    if (first === undefined) return say(`${chosen() ?? 'The project'} has no published port.`);
    say(found.map(({ name, url }) => `${name}: ${url}`).join('\n'));
    const command = browserCommand(world.env.BROWSER, first.url);
    if (command !== undefined) startBrowser(command, say);
  };
  const next = () => {
    const names = board.state().services.map(({ name }) => name);
    choose(names[names.indexOf(chosen() ?? '') + 1]);
  };
  const digits = [...'123456789'].map((key, index) => ({
    key,
    label: () => '',
    press: () => {
      const service = board.state().services[index]?.name;
      if (service !== undefined) choose(service === chosen() ? undefined : service);
    },
  }));
  return [
    // A narrow terminal shows the first ones only.
    { key: 'q', label: () => 'Quit', press: quit },
    { key: 'r', label: () => `Restart ${chosen() ?? 'all'}`, press: restartAll },
    { key: 'b', label: () => `Rebuild ${chosen() ?? 'all'}`, press: rebuild },
    { key: 'o', label: () => 'Open', press: openPort },
    { key: 'l', label: () => 'Next logs', press: next },
    { key: '0', label: () => (chosen() === undefined ? '' : 'All logs'), press: () => choose(undefined) },
    ...digits,
  ];
}

async function restarted(
  { board, context, project, restart = restartOperation }: WatchKeysOptions,
  services: readonly string[],
): Promise<void> {
  try {
    await restart(project(), services, context);
    board.emit({ type: 'watch', step: 'restarted', services });
  } catch (error) {
    if (context.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    board.emit({ type: 'watch', step: 'failed', services, message });
  }
}

async function restartOperation(project: Project, services: readonly string[], context: Context): Promise<void> {
  const { restart } = await import('../operations/restart.ts');
  await restart(project, { services }, context);
}
