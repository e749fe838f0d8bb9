import type { Edit } from './samples.js'

/** Edits of the good descriptor, and what is to be found then: how bad, by which rule, and where: line:column-endColumn. */
export const broken: readonly (readonly [title: string, edits: readonly Edit[], found: readonly string[]])[] = [
  [
    'no $schema',
    [['$schema: https://cytomine.com/schema-store/tasks/task.v0.json\n', '']],
    ['error descriptor-missing -'],
  ],
  [
    'a $schema that is no URI',
    [['https://cytomine.com/schema-store/tasks/task.v0.json', 'task.v0.json']],
    ['error descriptor-uri 1:10-22'],
  ],
  ['a name of two characters', [['name: Count cells', 'name: ab']], ['error descriptor-name 2:7-9']],
  [
    'a name of 31 characters',
    [['name: Count cells', 'name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    ['error descriptor-name 2:7-38'],
  ],
  ['a name with a dot', [['name: Count cells', 'name: Count.cells']], ['error descriptor-name 2:7-18']],
  ['a name of hyphens', [['name: Count cells', 'name: "- - -"']], ['error descriptor-name 2:7-14']],
  ['a name that is a number', [['name: Count cells', 'name: 123']], ['error descriptor-kind 2:7-10']],
  ['no name_short', [['name_short: count\n', '']], ['error descriptor-missing -']],
  ['an empty name_short', [['name_short: count', 'name_short: ""']], ['error descriptor-length 3:13-15']],
  ['a namespace of one word', [['namespace: com.my.task', 'namespace: task']], ['error descriptor-namespace 4:12-16']],
  [
    'a namespace that begins with a dot',
    [['namespace: com.my.task', 'namespace: .task']],
    ['error descriptor-namespace 4:12-17'],
  ],
  [
    'a namespace with capitals',
    [['namespace: com.my.task', 'namespace: com.My.Task']],
    ['error descriptor-namespace 4:12-23'],
  ],
  [
    'a namespace that ends with _',
    [['namespace: com.my.task', 'namespace: com.my.task_']],
    ['error descriptor-namespace 4:12-24'],
  ],
  [
    'a namespace with three _',
    [['namespace: com.my.task', 'namespace: com.my___x.task']],
    ['error descriptor-namespace 4:12-27'],
  ],
  [
    'a namespace with two hyphens',
    [['namespace: com.my.task', 'namespace: com.my--x.task']],
    ['error descriptor-namespace 4:12-26'],
  ],
  [
    'a namespace with a hyphen',
    [
      ['namespace: com.my.task', 'namespace: com.my-x.task'],
      ['/com.my.task-1', '/com.my-x.task-1'],
    ],
    ['warning descriptor-namespace 4:12-25'],
  ],
  [
    'a namespace and a version that are too long together',
    [
      ['namespace: com.my.task', `namespace: com.${'a'.repeat(246)}`],
      ['    file: /com.my.task-1.0.0.tar\n', `    file: /com.${'a'.repeat(246)}-1.0.0.tar\n`],
    ],
    ['error descriptor-namespace 4:12-262', 'error descriptor-length 20:11-272'],
  ],
  ['a version that YAML takes for a number', [['version: 1.0.0', 'version: 1.0']], ['error descriptor-kind 5:10-13']],
  ['a version of two numbers', [['version: 1.0.0', 'version: "1.0"']], ['error descriptor-version 5:10-15']],
  ['a version with a leading zero', [['version: 1.0.0', 'version: 1.01.0']], ['error descriptor-version 5:10-16']],
  ['a version with a v', [['version: 1.0.0', 'version: v1.0.0']], ['error descriptor-version 5:10-16']],
  ['a version with build metadata', [['version: 1.0.0', 'version: 1.0.0+7']], ['error descriptor-version 5:10-17']],
  [
    'a version longer than a tag',
    [['version: 1.0.0', `version: 1.0.0-${'a'.repeat(123)}`]],
    ['error descriptor-version 5:10-139'],
  ],
  [
    'a description that is empty',
    [['description: Counts the cells of an image.', 'description:']],
    ['error descriptor-kind 6:1-12'],
  ],
  [
    'a description longer than the database takes',
    [['description: Counts the cells of an image.', `description: ${'a'.repeat(256)}`]],
    ['error descriptor-length 6:14-270'],
  ],
  [
    'a NUL in a description',
    [['description: Counts the cells of an image.', 'description: "a\\0b"']],
    ['error descriptor-length 6:14-20'],
  ],
  [
    'no authors',
    [
      [
        'authors:\n  - first_name: Ada\n    last_name: Example\n    organization: Example Institute\n    email: ada@example.org\n    is_contact: true\n',
        'authors: []\n',
      ],
    ],
    ['error descriptor-authors 7:1-8'],
  ],
  [
    'authors that are no list',
    [['authors:\n  - first_name: Ada', 'authors:\n    first_name: Ada']],
    ['error descriptor-kind 7:1-8'],
  ],
  ['an author without a last name', [['    last_name: Example\n', '']], ['error descriptor-missing 8:5-15']],
  ['a name that YAML takes for false', [['first_name: Ada', 'first_name: No']], ['error descriptor-kind 8:17-19']],
  [
    'a misspelt key of an author',
    [['    organization:', '    organisation:']],
    ['error descriptor-missing 8:5-15', 'warning descriptor-unknown 10:5-17'],
  ],
  ['an address without a domain', [['ada@example.org', 'ada@']], ['error descriptor-email 11:12-16']],
  [
    'an address in no domain of the internet',
    [['ada@example.org', 'ada@host.local']],
    ['error descriptor-email 11:12-26'],
  ],
  ['is_contact that is a text', [['is_contact: true', 'is_contact: "yes"']], ['error descriptor-kind 12:17-22']],
  [
    'a source_code that is no URI',
    [['source_code: https://example.org/task', 'source_code: example.org/task']],
    ['error descriptor-uri 14:16-32'],
  ],
  [
    'a doi that is no list',
    [["doi: [ 'https://doi.org/10.1000/182' ]", 'doi: https://doi.org/10.1000/182']],
    ['error descriptor-kind 15:8-35'],
  ],
  ['a doi that is no URI', [["'https://doi.org/10.1000/182'", "'10.1000/182'"]], ['error descriptor-uri 15:10-23']],
  ['no input_folder', [['  input_folder: /inputs\n', '']], ['error descriptor-missing 16:1-14']],
  ['no output_folder', [['  output_folder: /outputs\n', '']], ['error descriptor-missing 16:1-14']],
  ['a relative folder', [['input_folder: /inputs', 'input_folder: inputs']], ['error descriptor-folder 17:17-23']],
  ['the root as a folder', [['output_folder: /outputs', 'output_folder: /']], ['error descriptor-folder 18:18-19']],
  [
    'a folder that the container needs',
    [['output_folder: /outputs', 'output_folder: /usr/bin/']],
    ['error descriptor-folder 18:18-27'],
  ],
  ['a folder within /proc', [['input_folder: /inputs', 'input_folder: /proc/x']], ['error descriptor-folder 17:17-24']],
  [
    'a folder that a shell would split',
    [['input_folder: /inputs', 'input_folder: /my inputs']],
    ['error descriptor-folder 17:17-27'],
  ],
  ['a folder with ..', [['input_folder: /inputs', 'input_folder: /a/../b']], ['error descriptor-folder 17:17-24']],
  [
    'one folder for both',
    [['output_folder: /outputs', 'output_folder: /inputs/']],
    ['error descriptor-folder 18:18-26'],
  ],
  [
    'outputs within the inputs',
    [['output_folder: /outputs', 'output_folder: /inputs/out']],
    ['warning descriptor-folder 18:18-29'],
  ],
  [
    'inputs within the outputs',
    [['input_folder: /inputs', 'input_folder: /outputs/in']],
    ['error descriptor-folder 18:18-26'],
  ],
  ['no image', [['  image:\n    file: /com.my.task-1.0.0.tar\n', '']], ['warning descriptor-image-file 16:1-14']],
  [
    'an image without a file',
    [['    file: /com.my.task-1.0.0.tar\n', '    fil: x\n']],
    ['warning descriptor-image-file 19:3-8', 'warning descriptor-unknown 20:5-8'],
  ],
  [
    'an image file of another version',
    [['/com.my.task-1.0.0.tar', '/com.my.task-0.9.0.tar']],
    ['error descriptor-image-file 20:11-33'],
  ],
  ['ram with a B', [['ram: 8Gi', 'ram: 8GiB']], ['error descriptor-ram 22:10-14']],
  ['ram with a space', [['ram: 8Gi', 'ram: 8 Gi']], ['error descriptor-ram 22:10-14']],
  ['ram without a unit', [['ram: 8Gi', 'ram: 8']], ['error descriptor-kind 22:10-11']],
  ['ram of a unit that Kubernetes does not know', [['ram: 8Gi', 'ram: 8Zi']], ['error descriptor-ram 22:10-13']],
  ['no ram at all', [['ram: 8Gi', 'ram: 0Gi']], ['error descriptor-ram 22:10-13']],
  ['half a processor', [['cpus: 2', 'cpus: 0.5']], ['error descriptor-kind 23:11-14']],
  ['fewer processors than none', [['cpus: 2', 'cpus: -1']], ['error descriptor-cpus 23:11-13']],
  ['more processors than an int holds', [['cpus: 2', 'cpus: 2147483648']], ['error descriptor-limits 23:11-21']],
  ['gpus below none', [['gpus: 0', 'gpus: -1']], ['error descriptor-gpus 24:11-13']],
  ['internet that is a text', [['internet: false', 'internet: "no"']], ['error descriptor-kind 25:15-19']],
  [
    'resources that are empty',
    [['  resources:\n    ram: 8Gi\n    cpus: 2\n    gpus: 0\n    internet: false\n', '  resources:\n']],
    ['error descriptor-kind 21:3-12'],
  ],
  [
    'an unknown key of the configuration',
    [['  input_folder: /inputs', '  memory: 8Gi\n  input_folder: /inputs']],
    ['warning descriptor-unknown 17:3-9'],
  ],
  [
    'an unknown key with a known one near',
    [['name_short: count', 'name_short: count\nauthor: me']],
    ['warning descriptor-unknown 4:1-7'],
  ],
  ['a parameter without a display name', [['    display_name: Slide\n', '']], ['error descriptor-missing 27:3-8']],
  ['a parameter without a description', [['    description: The image.\n', '']], ['error descriptor-missing 27:3-8']],
  [
    'a parameter without a type',
    [['    type: { id: integer, geq: 1, lt: 100 }\n', '']],
    ['error descriptor-missing 31:3-8'],
  ],
  [
    'a parameter name with a hyphen',
    [
      ['  slide:\n', '  my-slide:\n'],
      ['  cells:\n', '  cell_s:\n'],
    ],
    [
      'error descriptor-parameter-name 27:3-11',
      'warning descriptor-derived-from 86:21-33',
      'warning descriptor-derived-from 94:21-33',
    ],
  ],
  ['parameters that differ in case alone', [['  label:\n', '  LEAST:\n']], ['error descriptor-parameter-name 42:3-8']],
  [
    'a parameter that is a text',
    [
      [
        '  dry:\n    display_name: Dry\n    description: Whether to count nothing.\n    type: boolean\n    default: false\n',
        '  dry: boolean\n',
      ],
    ],
    ['error descriptor-kind 59:8-15'],
  ],
  ['a type that was removed', [['type: boolean', 'type: wsi']], ['error descriptor-type 62:11-14']],
  ['a misspelt type', [['type: boolean', 'type: bolean']], ['error descriptor-type 62:11-17']],
  [
    'a type named as what every object has',
    [['type: boolean', 'type: constructor']],
    ['error descriptor-type 62:11-22'],
  ],
  ['a type without an id', [['type: boolean', 'type: { gt: 1 }']], ['error descriptor-missing 62:5-9']],
  [
    'an enumeration by its name alone',
    [['    type: boolean\n    default: false', '    type: enumeration']],
    ['error descriptor-type 62:11-22'],
  ],
  [
    'an array by its name alone',
    [['    type: boolean\n    default: false', '    type: array']],
    ['error descriptor-type 62:11-16'],
  ],
  [
    'limits that leave no integer',
    [['{ id: integer, geq: 1, lt: 100 }\n    default: 5', '{ id: integer, gt: 5, lt: 6 }']],
    ['error descriptor-limits 34:33-35'],
  ],
  ['a limit beyond 32 bits', [['lt: 100', 'lt: 3000000000']], ['error descriptor-limits 34:38-48']],
  ['a limit with a fraction', [['geq: 1', 'geq: 1.0']], ['error descriptor-kind 34:31-34']],
  [
    'limits that leave no number',
    [
      ['gt: 0, leq: 1.5', 'gt: 2, leq: 2'],
      ['    default: 1\n', ''],
    ],
    ['error descriptor-limits 40:32-35'],
  ],
  [
    'infinity_allowed that is a text',
    [['infinity_allowed: false', 'infinity_allowed: maybe']],
    ['error descriptor-kind 40:60-65'],
  ],
  [
    'a number that the reader cannot read',
    [['leq: 1.5', 'leq: .inf']],
    ['error descriptor-yaml 40:37-41', 'error descriptor-kind 40:37-41'],
  ],
  [
    'min_length above max_length',
    [
      ['min_length: 1', 'min_length: 21'],
      ['    default: cells\n', ''],
    ],
    ['error descriptor-limits 45:41-51'],
  ],
  ['a negative min_length', [['min_length: 1', 'min_length: -1']], ['error descriptor-limits 45:37-39']],
  [
    'a max_length that the database cannot keep',
    [['max_length: 20', 'max_length: 300']],
    ['warning descriptor-limits 45:40-50'],
  ],
  [
    'a min_length that the database cannot keep',
    [
      ['min_length: 1, max_length: 20', 'min_length: 300'],
      ['    default: cells\n', ''],
    ],
    ['error descriptor-limits 45:25-35'],
  ],
  ['no values', [['values: [fast, exact]\n    default: fast', 'values: []']], ['error descriptor-values 52:7-13']],
  [
    'values that are numbers',
    [['values: [fast, exact]\n    default: fast', 'values: [1, 2]']],
    ['error descriptor-kind 52:16-17', 'error descriptor-kind 52:19-20'],
  ],
  ['a value that comes twice', [['[fast, exact]', '[fast, exact, fast]']], ['warning descriptor-values 52:29-33']],
  ['a value of two lines', [['[fast, exact]', '[fast, "a\\nb"]']], ['error descriptor-values 52:22-28']],
  [
    'a datetime with a limit',
    [['    type: datetime\n', '    type: { id: datetime, before: "2030-01-01T00:00:00Z" }\n']],
    ['error descriptor-datetime 57:27-33'],
  ],
  ['a file size without a B', [['100 MiB', '100Mi']], ['error descriptor-file-size 30:39-44']],
  ['a file size without a unit', [['100 MiB', '100B']], ['error descriptor-file-size 30:39-43']],
  ['a file size of a file without a B', [['1GiB', '1Gi']], ['warning descriptor-file-size 71:38-41']],
  [
    'a format that is not known',
    [['formats: [tiff, png]', 'formats: [tif, png]']],
    ['error descriptor-formats 30:58-61'],
  ],
  ['a format of images for a file', [['formats: [binary]', 'formats: [png]']], ['error descriptor-formats 71:54-57']],
  ['no formats', [['formats: [tiff, png]', 'formats: []']], ['error descriptor-formats 30:48-55']],
  ['a max_width of 0', [['max_width: 1000', 'max_width: 0']], ['error descriptor-limits 30:81-82']],
  ['an array without a subtype', [['      subtype: string\n', '']], ['error descriptor-missing 75:5-9']],
  ['an array of an unknown type', [['subtype: string', 'subtype: strings']], ['error descriptor-type 79:16-23']],
  ['min_size above max_size', [['min_size: 1', 'min_size: 11']], ['error descriptor-limits 78:7-15']],
  ['an input array without max_size', [['      max_size: 10\n', '']], ['warning descriptor-array 75:5-9']],
  ['an input array of moments', [['subtype: string', 'subtype: datetime']], ['warning descriptor-array 75:5-9']],
  [
    'an output array of moments',
    [['      subtype: integer', '      subtype: datetime']],
    ['error descriptor-array 90:5-9'],
  ],
  [
    'an output array of arrays that is never empty',
    [
      [
        '      id: array\n      subtype: integer',
        '      id: array\n      min_size: 1\n      max_size: 2\n      subtype: { id: array, subtype: integer }',
      ],
    ],
    ['error descriptor-array 90:5-9'],
  ],
  ['an optional output', [['  cells:\n', '  cells:\n    optional: true\n']], ['warning descriptor-optional 82:5-13']],
  ['a default of an output', [['  cells:\n', '  cells:\n    default: x\n']], ['warning descriptor-unknown 82:5-12']],
  ['a default that is a text for an integer', [['default: 5', 'default: "5"']], ['error descriptor-kind 35:14-17']],
  ['a default beyond its limits', [['default: 5', 'default: 100']], ['error descriptor-default 35:14-17']],
  ['a default at an open limit', [['default: 1\n', 'default: 0\n']], ['error descriptor-default 41:14-15']],
  [
    'a default that is too long',
    [['default: cells', 'default: aaaaaaaaaaaaaaaaaaaaa']],
    ['error descriptor-default 46:14-35'],
  ],
  ['a default that is no value', [['default: fast', 'default: slow']], ['error descriptor-default 53:14-18']],
  [
    'a default that is no moment',
    [['default: 2025-01-31T12:00:00Z', 'default: 2025-02-31T12:00:00Z']],
    ['error descriptor-default 58:14-34'],
  ],
  [
    'a default that is a text for a boolean',
    [['default: false', 'default: "false"']],
    ['error descriptor-kind 63:14-21'],
  ],
  [
    'a default of a shape that is none',
    [['    type: geometry\n  model', '    type: geometry\n    default: here\n  model']],
    ['error descriptor-default 68:14-18'],
  ],
  [
    'a default of a file',
    [['formats: [binary] }\n', 'formats: [binary] }\n    default: x\n']],
    ['warning descriptor-default 72:14-15'],
  ],
  [
    'a default with too few items',
    [['      subtype: string\n', '      subtype: string\n    default: []\n']],
    ['error descriptor-default 80:5-12'],
  ],
  [
    'a default with an item of another type',
    [['      subtype: string\n', '      subtype: string\n    default: [a, 2]\n']],
    ['error descriptor-kind 80:18-19'],
  ],
  [
    'dependencies without derived_from',
    [
      [
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slide\n',
        '    type: geometry\n    dependencies:\n      matching: []\n',
      ],
    ],
    ['error descriptor-missing 85:5-17'],
  ],
  [
    'derived_from without its side',
    [
      [
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slide\n',
        '    type: geometry\n    dependencies:\n      derived_from: slide\n',
      ],
    ],
    ['error descriptor-derived-from 86:21-26'],
  ],
  [
    'derived_from an input that is not there',
    [
      [
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slide\n',
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slides\n',
      ],
    ],
    ['warning descriptor-derived-from 86:21-34'],
  ],
  ['matching what is not there', [['[inputs/names]', '[inputs/name]']], ['warning descriptor-matching 95:18-29']],
  ['matching what is no array', [['[inputs/names]', '[inputs/slide]']], ['error descriptor-matching 95:18-30']],
  ['matching no list', [['[inputs/names]', 'inputs/names']], ['error descriptor-kind 95:17-29']],
  ['matching without a side', [['[inputs/names]', '[names]']], ['error descriptor-matching 95:18-23']],
  ['matching itself', [['[inputs/names]', '[outputs/counts]']], ['warning descriptor-matching 95:18-32']],
  [
    'matching of what is no array',
    [
      [
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slide\n',
        '    type: geometry\n    dependencies:\n      derived_from: inputs/slide\n      matching: [inputs/names]\n',
      ],
    ],
    ['error descriptor-matching 87:7-15'],
  ],
  [
    'matching under a name that both sides have',
    [['  counts:\n', '  names:\n']],
    ['error descriptor-matching 95:7-15'],
  ],
  [
    'dependencies that are a text',
    [
      [
        '    dependencies:\n      derived_from: inputs/slide\n      matching: [inputs/names]\n',
        '    dependencies: x\n',
      ],
    ],
    ['error descriptor-kind 93:19-20'],
  ],
  [
    'a key that comes twice',
    [['name_short: count', 'name_short: count\nname: Other']],
    ['error descriptor-yaml 4:1-5'],
  ],
  [
    'an alias',
    [
      ['first_name: Ada', 'first_name: &a Ada'],
      ['last_name: Example', 'last_name: *a'],
    ],
    ['error descriptor-yaml 9:16-18'],
  ],
  ['a tab behind a colon', [['name_short: count', 'name_short:	count']], ['error descriptor-yaml 3:12-13']],
  ['a tab as indentation', [['  input_folder: /inputs', '	input_folder: /inputs']], ['error descriptor-yaml 17:1-2']],
  ['a second document', [['outputs:\n  cells:', '---\noutputs:\n  cells:']], ['error descriptor-yaml 80:1-4']],
  [
    'a colon within a value',
    [['description: The image.', 'description: The image: a slide.']],
    ['error descriptor-yaml 29:18-19'],
  ],
  [
    'a quote that is not closed',
    [['description: The image.', 'description: "The image.']],
    ['error descriptor-yaml 29:18-29'],
  ],
  [
    'a line that is not indented as its neighbours',
    [['  output_folder: /outputs', '   output_folder: /outputs']],
    ['error descriptor-yaml 17:17-18'],
  ],
  ['a tag', [['first_name: Ada', 'first_name: !name Ada']], ['error descriptor-yaml 8:23-26']],
  [
    'an escape that the reader does not know',
    [['source_code: https://example.org/task', 'source_code: "https:\\/\\/example.org"']],
    ['error descriptor-yaml 14:16-39'],
  ],
  ['a control character', [['first_name: Ada', 'first_name: A\u0007da']], ['error descriptor-yaml 8:18-19']],
  ['a line separator', [['first_name: Ada', 'first_name: A\u2028da']], ['error descriptor-yaml 8:18-19']],
  ['an end of a line of old', [['first_name: Ada', 'first_name: A\rda']], ['error descriptor-yaml 8:18-19']],
]
