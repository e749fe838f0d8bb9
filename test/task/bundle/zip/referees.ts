import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCommand, run, runOk } from '../../../support/command.js'
import { needs } from '../../../support/needs.js'

export const hasPython = needs('python3', hasCommand('python3'))
export const hasJava = needs('java', hasCommand('java'))
export const hasUnzip = needs('unzip', hasCommand('unzip'))
export const hasZip = needs('zip', hasCommand('zip'))

/** An entry as a referee reads it: name, bytes of content, CRC-32. */
export type Listed = readonly [name: string, size: number, crc: number]

const python = `
import json, sys, zipfile
for path in sys.argv[1:]:
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        print(json.dumps([[i.filename, i.file_size, i.CRC] for i in z.infolist()]))
`

/** What Python's zipfile reads of each zip, every content checked. */
export async function listWithPython(paths: readonly string[]): Promise<Listed[][]> {
  return lists(await runOk('python3', ['-c', python, ...paths]))
}

const java = `
import java.io.*;
import java.util.*;
import java.util.zip.*;

class ListZips {
  public static void main(String[] paths) throws IOException {
    for (String path : paths) {
      String streamed = "[";
      try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(new FileInputStream(path)))) {
        for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) streamed += line(entry.getName(), zip);
      }
      String sought = "[";
      try (ZipFile zip = new ZipFile(path)) {
        for (ZipEntry entry : Collections.list(zip.entries())) sought += line(entry.getName(), zip.getInputStream(entry));
      }
      if (!streamed.equals(sought)) throw new IOException(streamed + " is not " + sought);
      System.out.println(streamed.replaceAll(",$", "") + "]");
    }
  }

  static String line(String name, InputStream content) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[65536];
    long size = 0;
    for (int count; (count = content.read(buffer)) > 0; size += count) crc.update(buffer, 0, count);
    return "[\\"" + name + "\\"," + size + "," + crc.getValue() + "],";
  }
}
`

/** What Java's ZipInputStream, which reads a zip as a stream, and its ZipFile both read of each zip. */
export async function listWithJava(folder: string, paths: readonly string[]): Promise<Listed[][]> {
  const source = join(folder, 'ListZips.java')
  writeFileSync(source, java)
  return lists(await runOk('java', ['-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', source, ...paths]))
}

/** What Info-ZIP has against a zip: nothing where it is empty. */
export async function testWithUnzip(path: string): Promise<string> {
  const { status, stdout, stderr } = await run('unzip', ['-tqq', path])
  return status === 0 ? stdout : `${stdout}${stderr}`
}

function lists(output: string): Listed[][] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Listed[])
}
