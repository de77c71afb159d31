import { describe, expect, test } from 'vitest';
import { renderFormat } from '../../src/render/template/format.ts';
import { alignTabs } from '../../src/render/template/tab-writer.ts';
import { Struct } from '../../src/render/template/values.ts';

// What is expected was printed by Docker Compose for the same template and a row like this one.
const publisher = (target: number) =>
  new Struct('api.PortPublisher', { URL: '127.0.0.1', TargetPort: target, PublishedPort: 32000, Protocol: 'tcp' });
const labels: Readonly<Record<string, string>> = { 'com.example.team-name': 'blue' };
const row = new Struct(
  '*formatter.ContainerContext',
  {
    Name: 'app-web-1',
    Ports: '127.0.0.1:32000->80/tcp',
    Publishers: [publisher(80), publisher(81)],
    Empty: [],
    ExitCode: 0,
    State: 'running',
  },
  { Label: name => labels[name] ?? '' },
);
const layout = {
  headings: { Name: 'NAME', State: 'STATE' },
  named: { table: 'table {{.Name}}\t{{.State}}', raw: 'name: {{.Name}}\n' },
};

function render(format: string): string {
  return renderFormat(format, [row], layout);
}

describe('a template', () => {
  test.each([
    ['{{.Name}}', 'app-web-1'],
    ['no action', 'no action'],
    ['a\\tb\\nc', 'a\tb\nc'],
    ['{{.Name\n}}', 'app-web-1'],
    ['{{.Publishers}}', '[{127.0.0.1 80 32000 tcp} {127.0.0.1 81 32000 tcp}]'],
    ['{{json .Ports}}', '"127.0.0.1:32000->80/tcp"'],
    [
      '{{json .Empty}} {{json (index .Publishers 0)}}',
      '[] {"URL":"127.0.0.1","TargetPort":80,"PublishedPort":32000,"Protocol":"tcp"}',
    ],
    ['{{.Label "com.example.team-name"}}|{{.Label "none"}}', 'blue|'],
    ['{{upper .Name}} {{title .State}} {{.Name | lower}}', 'APP-WEB-1 Running app-web-1'],
    ['{{join (split .Name "-") "/"}} {{index (split .Name "-") 1}}', 'app/web/1 web'],
    ['{{len .Name}} {{"a" | len | printf "%03d"}}', '9 001'],
    ['{{printf "%-10s|%5d|%q|%v" .Name 3 .State true}}', 'app-web-1 |    3|"running"|true'],
    ['{{printf "%d" "x"}} {{printf "%s"}} {{printf "a" 1}}', '%!d(string=x) %!s(MISSING) a%!(EXTRA int=1)'],
    ['{{if eq .State "exited" "running"}}up{{else}}down{{end}}', 'up'],
    ['{{if .Empty}}a{{else if .Name}}b{{else}}c{{end}}', 'b'],
    ['{{with .Name}}{{.}}{{end}}{{with .Empty}}x{{else}}none{{end}}', 'app-web-1none'],
    [
      '{{range $i, $p := .Publishers}}{{$i}}:{{$p.TargetPort}} {{end}}{{range .Empty}}{{else}}none{{end}}',
      '0:80 1:81 none',
    ],
    ['{{range .Publishers}}{{if eq .TargetPort 80}}{{continue}}{{end}}{{.TargetPort}}{{break}}{{end}}', '81'],
    ['{{$x := 1}}{{range .Publishers}}{{$x = .TargetPort}}{{end}}{{$x}} {{$.Name}}', '81 app-web-1'],
    ['{{and .Name ""}}|{{or "" "b"}}|{{not true}}|{{ne 1 2}}|{{lt 1 2}}|{{ge 1 2}}', '|b|false|true|true|false'],
    [
      '{{slice .Name 0 2}}|{{truncate .Name 3}}|{{pad .State 1 2}}|{{html "<"}}|{{print 1 2 "x" "y"}}',
      'ap|app| running  |&lt;|1 2xy',
    ],
    ['x  {{- .State -}}  y{{/* nothing */}}{{- /* nothing */ -}} z', 'xrunningyz'],
    ['{{\'a\'}} {{1.5}} {{`r\\n`}} {{0x10}} {{true}} {{"\\u00e9\\x41"}}', '97 1.5 r\n 16 true éA'],
    ['{{println "x"}}', 'x\n'],
    [
      '{{define "x"}}<{{.}}{{$}}>{{end}}{{template "x" .Name}}{{template `x`}}',
      '<app-web-1app-web-1><<no value><no value>>',
    ],
    ['{{template "late" .State}}{{define "late"}}{{. | upper}}{{end}}', 'RUNNING'],
    ['{{$x := 1}}{{block "b" .Publishers}}{{range .}}{{.TargetPort}} {{end}}{{end}}{{$x}}', '80 81 1'],
    ['{{js "a=b<c>&\\"d\'\\\\"}}', 'a\\u003Db\\u003Cc\\u003E\\u0026\\"d\\\'\\\\'],
  ])('%j writes %j', (format, text) => {
    expect(render(format)).toBe(`${text}\n`);
  });

  test.each([
    ['{{.Nope}}', ':1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *formatter.ContainerContext'],
    ['a\n {{.Name.Foo}}', ':2:8: executing "" at <.Name.Foo>: can\'t evaluate field Foo in type string'],
    [
      '{{(index .Publishers 0).Nope}}',
      ':1:21: executing "" at <0>: can\'t evaluate field Nope in type api.PortPublisher',
    ],
    ['{{.Label}}', ':1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0'],
    ['{{.Name "x"}}', ':1:2: executing "" at <.Name>: wrong number of args for Name: want 0 got 1'],
    ['{{.Name | upper 1}}', ':1:10: executing "" at <upper>: wrong number of args for upper: want 1 got 2'],
    [
      '{{index .Publishers 9}}',
      ':1:2: executing "" at <index .Publishers 9>: error calling index: index out of range: 9',
    ],
    [
      '{{eq 1 "a"}}',
      ':1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison: int and string',
    ],
    ['{{join .Name ","}}', ':1:7: executing "" at <.Name>: wrong type for value; expected []string; got string'],
    ['{{len 3}}', ':1:2: executing "" at <len 3>: error calling len: len of type int'],
    ['{{range .Name}}{{end}}', ':1:8: executing "" at <.Name>: range can\'t iterate over app-web-1'],
    ['{{nil}}', ':1:2: executing "" at <nil>: nil is not a command'],
    ['{{.Name', ':1: unclosed action'],
    ['{{.Name}', ":1: bad character U+007D '}'"],
    ['{{.Name | nofunc}}', ':1: function "nofunc" not defined'],
    ['{{"x}}', ':1: unterminated quoted string'],
    ['{{(.Name}}', ':1: unclosed left paren'],
    ['{{.Name)}}', ':1: unexpected right paren'],
    ['{{/* x }}', ':1: unclosed comment'],
    ['{{@}}', ':1: unexpected "@" in command'],
    ['{{}}', ':1: missing value for command'],
    ['{{if}}x{{end}}', ':1: missing value for if'],
    ['{{if .Name}}', ':1: unexpected EOF'],
    ['{{end}}', ':1: unexpected {{end}}'],
    ['{{else}}', ':1: unexpected {{else}}'],
    ['{{break}}', ':1: {{break}} outside {{range}}'],
    ['{{$x}}', ':1: undefined variable "$x"'],
    ['{{template "x"}}', ':1:11: executing "" at <{{template "x"}}>: template "x" not defined'],
    [
      '{{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}',
      ':1:25: executing "x" at <{{template "x" .}}>: exceeded maximum template depth (1000)',
    ],
    [
      '{{define "x"}}{{.Nope}}{{end}}{{template "x" .}}',
      ':1:16: executing "x" at <.Nope>: can\'t evaluate field Nope in type *formatter.ContainerContext',
    ],
    ['{{if .Name}}{{define "x"}}1{{end}}{{end}}', ':1: unexpected <define> in command'],
    ['{{define "x"}}{{$y}}{{end}}', ':1: undefined variable "$y"'],
    ['{{define "x"}}', ':1: unexpected EOF'],
    ['{{define x}}{{end}}', ':1: unexpected "x" in define clause'],
    ['{{range .Empty}}{{block "x" .}}{{break}}{{end}}{{end}}', ':1: {{break}} outside {{range}}'],
    ['{{1 | 2}}', ':1: non executable command in pipeline stage 2'],
    ['a\n{{if .Name}}{{$y := 1}}{{end}}{{$y}}', ':2: undefined variable "$y"'],
  ])('%j is refused: %s', (format, message) => {
    expect(() => render(format)).toThrow(`template parsing error: template: ${message}`);
  });
});

describe('--format', () => {
  test.each([
    ['table', 'NAME        STATE\napp-web-1   running\n'],
    [
      'table {{.State}}\\t{{upper .Name}}\\t{{.Ports}}',
      'STATE     NAME        <no value>\nrunning   APP-WEB-1   127.0.0.1:32000->80/tcp\n',
    ],
    ['table {{.Label "com.example.team-name"}}', 'team name\nblue\n'],
    ['table ', '\n\n'],
    ['raw', 'name: app-web-1\n\n'],
    ['pretty', 'pretty\n'],
    ['', '\n'],
  ])('%j', (format, text) => {
    expect(render(format)).toBe(text);
  });

  test('json has the fields in the order of their names, and escapes as Go does', () => {
    expect(render('json')).toBe(
      '{"Empty":[],"ExitCode":0,"Name":"app-web-1","Ports":"127.0.0.1:32000-\\u003e80/tcp","Publishers":' +
        '[{"URL":"127.0.0.1","TargetPort":80,"PublishedPort":32000,"Protocol":"tcp"},' +
        '{"URL":"127.0.0.1","TargetPort":81,"PublishedPort":32000,"Protocol":"tcp"}],"State":"running"}\n',
    );
  });

  test('of no rows is nothing, or headings', () => {
    expect(renderFormat('{{.Nope}}', [], layout)).toBe('');
    expect(renderFormat('table', [], layout)).toBe('NAME      STATE\n');
  });
});

test('a column lasts as long as lines have a cell for it', () => {
  expect(alignTabs('a\tb\tc\nlonger than ten\tb\n\nx\ty\n')).toBe(
    'a                 b         c\nlonger than ten   b\n\nx         y\n',
  );
});

test('a wide character takes two columns', () => {
  expect(alignTabs('数据库🐘数据库\tb\nx\tb\n')).toBe('数据库🐘数据库   b\nx                b\n');
});
