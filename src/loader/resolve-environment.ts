import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import type { EnvFile, NullableStringMap, Service, StringMap } from '../model/service.ts';
import { type DotenvResult, type DotenvValues, parseDotenv } from './dotenv.ts';
import type { LoaderIO } from './options.ts';
import { parseRawEnvFile } from './raw-env-file.ts';
import { readText } from './read-text.ts';
import type { Report } from './report.ts';
import type { Variables } from './template.ts';
import type { Path } from './tree.ts';

/** Puts the files that services name by env_file under `environment`, in place of their names. */
export async function resolveEnvFiles(project: Project, io: LoaderIO, report: Report): Promise<Project> {
  const files = new ServiceFiles(project, io, report);
  return withServices(project, service => files.withEnvFiles(service));
}

/** Puts the files that services name by label_file under `labels`, beside their names. */
export async function resolveLabelFiles(project: Project, io: LoaderIO, report: Report): Promise<Project> {
  const files = new ServiceFiles(project, io, report);
  return withServices(project, service => files.withLabelFiles(service));
}

async function withServices(project: Project, change: (service: Service) => Promise<Service>): Promise<Project> {
  const services: [string, Service][] = [];
  for (const [name, service] of Object.entries(project.services)) services.push([name, await change(service)]);
  return { ...project, services: Object.fromEntries(services) };
}

class ServiceFiles {
  private readonly variables: Readonly<Record<string, string>>;
  private readonly io: LoaderIO;
  private readonly report: Report;

  constructor(project: Project, io: LoaderIO, report: Report) {
    this.variables = project.environment;
    this.io = io;
    this.report = report;
  }

  async withEnvFiles({ env_file: envFiles = [], ...service }: Service): Promise<Service> {
    const environment = await this.environment(service, envFiles);
    return Object.keys(environment).length > 0 ? { ...service, environment } : service;
  }

  async withLabelFiles(service: Service): Promise<Service> {
    const labels = await this.labels(service);
    return Object.keys(labels).length > 0 ? { ...service, labels } : service;
  }

  private async environment(service: Service, envFiles: readonly EnvFile[]): Promise<NullableStringMap> {
    const own = service.environment ?? {};
    const found: Record<string, string> = {};
    const lookup = (name: string) => get(this.variables, name) ?? get(own, name) ?? get(found, name) ?? undefined;
    for (const [index, file] of envFiles.entries()) {
      const path = ['services', service.name, 'env_file', index];
      Object.assign(found, await this.envFile(file, path, lookup));
    }
    return { ...found, ...own };
  }

  private async envFile(file: EnvFile, path: Path, lookup: Variables['get']): Promise<StringMap> {
    if ((await this.io.fileType(file.path)) === undefined) {
      const message = `env file ${file.path} not found: stat ${file.path}: no such file or directory`;
      if (file.required) this.refuse(message, path, 'create it, or write "required: false" beside its path');
      return {};
    }
    if (file.format !== undefined && file.format !== '' && file.format !== 'raw') {
      this.refuse(
        `unsupported env_file format "${file.format}"`,
        [...path, 'format'],
        'the one format with a name is "raw"',
      );
      return {};
    }
    const parse = file.format === 'raw' ? parseRawEnvFile : this.parse(path);
    return this.read(file.path, path, text => parse(text, lookup));
  }

  private async labels(service: Service): Promise<StringMap> {
    const found: Record<string, string> = {};
    for (const [index, file] of (service.label_file ?? []).entries()) {
      const path = ['services', service.name, 'label_file', index];
      if ((await this.io.fileType(file)) === undefined) {
        this.refuse(
          `label file ${file} not found: stat ${file}: no such file or directory`,
          path,
          'create it, or correct its path',
        );
        continue;
      }
      Object.assign(found, await this.read(file, path, text => this.parse(path)(text, name => get(found, name))));
    }
    return { ...found, ...service.labels };
  }

  private parse(path: Path) {
    return (text: string, lookup: Variables['get']): DotenvResult =>
      parseDotenv(text, lookup, name => this.unset(name, path));
  }

  private async read(file: string, path: Path, parse: (text: string) => DotenvResult): Promise<StringMap> {
    const text = await readText(file, this.io).catch((error: unknown) => this.unreadable(file, path, error));
    if (text === undefined) return {};
    const result = parse(text);
    if ('values' in result) return toRecord(result.values);
    const { line, message, hint, location } = result.mistake;
    const whole = `failed to read ${file}: ${line === undefined ? '' : `line ${line}: `}${message}`;
    this.report({ severity: 'error', code: 'env-file', message: whole, path, hint, location: { file, ...location } });
    return {};
  }

  private unreadable(file: string, path: Path, error: unknown): undefined {
    if (!(error instanceof ComposeError)) throw error;
    this.refuse(`failed to read ${file}: ${error.message}`, path, error.hint ?? 'correct its path');
  }

  private unset(name: string, path: Path): void {
    const message = `The "${name}" variable is not set. Defaulting to a blank string.`;
    this.report({ severity: 'warning', code: 'unset-variable', message, path });
  }

  private refuse(message: string, path: Path, hint: string): void {
    this.report({ severity: 'error', code: 'env-file', message, path, hint });
  }
}

function get<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function toRecord(values: DotenvValues): StringMap {
  return Object.fromEntries(values);
}
