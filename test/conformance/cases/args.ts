import type { Cases } from '../case.js'

/** ARG: scopes, defaults and what is predefined. */
export const args: Cases = {
  'before-from': {
    dockerfile: [
      'ARG BASE=tree',
      'ARG TAG=1',
      'FROM conformance/${BASE}:${TAG} AS s',
      'ENV seen=$BASE',
      'ARG BASE',
      'ENV declared=$BASE',
      '# conformance/tree:1',
    ],
  },
  'build-arg': {
    dockerfile: ['FROM conformance/small:1', 'ARG a', 'ARG b=default', 'ARG c=default', 'ENV a=$a b=$b c=$c d=$d'],
    buildArgs: { a: '1', b: '', d: '4' },
  },
  'several-on-a-line': {
    dockerfile: ['FROM conformance/small:1', 'ARG a=1 b=$a c', 'ENV x=$a$b$c'],
    buildArgs: { c: '3' },
  },
  'env-beats-arg': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=env',
      'ARG a=arg',
      'ENV x=$a',
      'ARG b=arg',
      'ENV b=env',
      'ENV y=$b',
    ],
    buildArgs: { b: 'flag' },
  },
  'arg-after-inherited-env': {
    dockerfile: [
      'FROM conformance/config:1',
      'ENV before=$BASE',
      'ARG BASE=arg',
      'ENV after=$BASE',
      'ARG LANG',
      'ENV lang=$LANG',
    ],
  },
  'global-default-is-overridden': {
    dockerfile: [
      'ARG v=global',
      'FROM conformance/small:1 AS a',
      'ARG v=local',
      'ENV x=$v',
      'FROM a',
      'ARG v',
      'ENV y=$v',
    ],
  },
  'no-leak-between-stages': {
    dockerfile: ['FROM conformance/small:1 AS a', 'ARG v=1', 'ENV x=$v', 'FROM conformance/small:1', 'ENV y=[$v]'],
  },
  'kept-through-from-stage': {
    dockerfile: ['FROM conformance/small:1 AS a', 'ARG v=1', 'FROM a', 'ENV y=[$v]', 'ARG v', 'ENV z=[$v]'],
  },
  'position-matters': {
    dockerfile: ['FROM conformance/small:1', 'ENV x=[$v]', 'ARG v=1', 'ENV y=[$v]', 'ARG v=2', 'ENV z=[$v]'],
  },
  platforms: {
    dockerfile: [
      'FROM scratch',
      'WORKDIR /w',
      'ENV undeclared=[$TARGETARCH]',
      'ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT TARGETSTAGE',
      'ENV p=$TARGETPLATFORM o=$TARGETOS a=$TARGETARCH v=[$TARGETVARIANT] s=$TARGETSTAGE',
    ],
    platform: 'linux/arm/v7',
  },
  'platform-of-from': {
    dockerfile: [
      'FROM --platform=linux/arm64 scratch AS a',
      'COPY f /f',
      'FROM --platform=$TARGETPLATFORM scratch',
      'COPY --from=a /f /g',
    ],
    context: { f: 'f' },
  },
  'platform-in-from': {
    dockerfile: [
      'FROM conformance/small:1 AS for-amd64',
      'ENV x=amd',
      'FROM conformance/small:1 AS for-arm64',
      'ENV x=arm',
      'FROM for-$TARGETARCH',
    ],
  },
  'target-stage': {
    dockerfile: [
      'FROM conformance/small:1 AS a',
      'ARG TARGETSTAGE',
      'ENV s=$TARGETSTAGE',
      'FROM conformance/small:1 AS b',
      'ENV x=y',
    ],
    target: 'a',
  },
  'proxies-leave-no-trace': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=[$HTTP_PROXY]',
      'ENV b=$no_proxy',
      'ARG FTP_PROXY',
      'ENV c=$FTP_PROXY',
    ],
    buildArgs: { HTTP_PROXY: 'http://proxy', no_proxy: 'x', FTP_PROXY: 'ftp' },
  },
  'unused-build-arg': { dockerfile: ['FROM conformance/small:1', 'ENV x=y'], buildArgs: { nobody: 'asks' } },
  required: { dockerfile: ['FROM conformance/small:1', 'ARG v', 'ENV x=${v:?is-required}'], refused: true },
  'required-and-given': {
    dockerfile: ['FROM conformance/small:1', 'ARG v', 'ENV x=${v:?is-required}'],
    buildArgs: { v: '1' },
  },
  'default-of-a-default': {
    dockerfile: ['ARG a=1', 'ARG b=${a}2', 'FROM conformance/small:1', 'ARG b', 'ARG c=${b}3', 'ENV x=$c'],
    buildArgs: { a: '9' },
  },
}
