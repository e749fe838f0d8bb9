import { expect, test } from 'vitest'
import { argumentFile } from '../../../src/task/image/argumentFile.js'

test.each([
  ['python app.py', 'app.py'],
  ['/usr/local/bin/python3.11 -u -W ignore -X dev app.py --in x', 'app.py'],
  ['python -m app', undefined],
  ['python -c print()', undefined],
  ['python -um app', undefined],
  ['python -', undefined],
  ['python', undefined],
  ['pythonish app.py', undefined],
  ['node x.js', 'x.js'],
  ['node --enable-source-maps dist/x.mjs', 'dist/x.mjs'],
  ['node --require reg.js x.js', undefined],
  ['node x', undefined],
  ['Rscript --vanilla x.R', 'x.R'],
  ['Rscript -e 1', undefined],
  ['java -Xmx4g -Da=b -jar app.jar', 'app.jar'],
  ['java -cp x Main', undefined],
  ['java -cp x -jar app.jar', undefined],
  ['java Main -jar x', undefined],
  ['sh x.sh', 'x.sh'],
  ['bash -eu -o pipefail x.sh a', 'x.sh'],
  ['sh -c x', undefined],
  ['sh -ec x', undefined],
  ['bash --login x.sh', undefined],
  ['cat x', undefined],
])('%s', (command, expected) => {
  expect(argumentFile(command.split(' '))).toBe(expected)
})
