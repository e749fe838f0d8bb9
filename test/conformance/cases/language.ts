import type { Cases } from '../case.js'

const refused = true

/** Corners of the language itself: white space, names, modifiers, what is refused though it is not built. */
export const language: Cases = {
  // Characters
  'next-line-is-white-space': { dockerfile: ['FROM conformance/small:1', 'ENV a=x\u0085b=2'] },
  'next-line-does-not-end-a-keyword': { dockerfile: ['FROM conformance/small:1', 'ENV\u0085c=3'], refused },
  'no-break-space': { dockerfile: ['FROM conformance/small:1', '\u00a0ENV a=x\u00a0b=2'] },
  'byte-order-mark-in-words': {
    dockerfile: ['FROM conformance/small:1', 'ENV a=\ufeffx b=y\ufeff\ufeff c\ufeff=1'],
  },
  'byte-order-mark-twice': { dockerfile: ['\ufeff\ufeffFROM conformance/small:1', 'ENV a=1'], refused },
  'nul-characters': { dockerfile: ['FROM conformance/small:1', 'ENV a=x\0y', 'LABEL b=\0', 'CMD \0'] },
  'half-a-surrogate-pair': { dockerfile: ['FROM conformance/small:1', 'CMD ["\\ud800x", "\\udc00\\ud83d\\ude00"]'] },
  'longest-line': { dockerfile: ['FROM conformance/small:1', `ENV a=${'x'.repeat(65_529)}`] },
  'line-too-long': { dockerfile: ['FROM conformance/small:1', `ENV a=${'x'.repeat(65_530)}`], refused },
  // Directives
  'directive-with-tabs': { dockerfile: ['#\tescape\t=\t`\t', 'FROM conformance/small:1', 'ENV a=`$x'] },
  'directive-after-an-empty-line': { dockerfile: ['', '# escape=`', 'FROM conformance/small:1', 'ENV a=`$x b=c\\ d'] },
  'directive-after-a-comment': { dockerfile: ['# one', '# escape=`', 'FROM conformance/small:1', 'ENV b=c\\ d'] },
  'directive-that-is-unknown': { dockerfile: ['# one=1', '# escape=`', 'FROM conformance/small:1', 'ENV b=c\\ d'] },
  'directive-in-capitals': { dockerfile: ['# ESCAPE=`', 'FROM conformance/small:1', 'ENV a=`$x'] },
  'directive-twice-in-other-case': { dockerfile: ['# escape=`', '# Escape=`', 'FROM conformance/small:1'], refused },
  'directive-after-another': {
    dockerfile: ['# check=skip=all', '# escape=`', 'FROM conformance/small:1', 'ENV a=`$x'],
  },
  'directive-without-a-value': { dockerfile: ['# escape=', 'FROM conformance/small:1', 'ENV a=\\$x'] },
  // Words
  'no-name-before-a-modifier': { dockerfile: ['FROM conformance/small:1', 'ENV x=[${+y}] y=[${%x}] z=[${/a/b}]'] },
  'no-name-and-no-modifier': { dockerfile: ['FROM conformance/small:1', 'ENV w=${}'], refused },
  'no-name-before-a-colon': { dockerfile: ['FROM conformance/small:1', 'ENV w=${:-x}'], refused },
  'modifier-that-is-unknown': { dockerfile: ['FROM conformance/small:1', 'ENV w=${=x}'], refused },
  'modifier-with-a-colon-that-takes-none': { dockerfile: ['FROM conformance/small:1', 'ENV w=${a:#x}'], refused },
  'names-that-are-empty': {
    dockerfile: ['FROM conformance/small:1', 'ENV ${u}=x', 'ENV b=[${+set}]', 'LABEL ${u}=y'],
  },
  'dollars-in-a-replacement': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV d=\\$0 e=\\$\\$ f=abcabc g=\\${0} h=\\$00 i=\\$0x j=\\${a',
      'ENV x=${f//b/$d} y=${f//b/$e} z=${f/b/$d} w=${f//b/\\$1}- v=${f//b/$g} u=${f//b/$h} t=${f//b/$i} s=${f//b/$j}',
    ],
  },
  'patterns-that-match-nothing': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=abc e=',
      'ENV b=${a///R} c=${a//*/R} d=${a/*/R} f=${e//*/R} g=${a//?/R} h=${a//b*/R} i=${a//*b/R} j=${a/x*/R}',
    ],
  },
  'patterns-with-several-stars': {
    dockerfile: [
      'FROM conformance/small:1',
      'ENV a=one.two.three.two',
      'ENV b=${a#*.*.} c=${a##*.*.} d=${a%.*.*} e=${a%%.*.*} f=${a/t*o/X} g=${a//t?o/X} h=${a#*} i=${a##*} j=${a%*} k=${a%%*}',
      'ENV l=${a#**two} m=${a##**two} n=${a%two**} o=${a%%two**} p=${a//o*.t/-} q=${a#?*?} r=${a##?*?}',
    ],
  },
  'escape-in-a-pattern-that-is-bad': { dockerfile: ['FROM conformance/small:1', 'ENV b=${a#\\x}'], refused },
  'what-stands-before-a-modifier-in-expose': {
    dockerfile: ['FROM conformance/small:1', 'EXPOSE 8${p:-3} ${q:-1}${p:-2}7 4${PATH:+5} 6$none'],
  },
  // Here-documents
  'delimiter-with-an-escaped-quote': {
    dockerfile: ['FROM conformance/small:1', 'ENV v=1', 'COPY <<E\\"F /x', '$v', 'E"F'],
  },
  'delimiter-with-spaces': {
    dockerfile: ['FROM conformance/small:1', 'COPY <<" E F " /x/', '$v', ' E F '],
    refused,
  },
  'delimiter-that-is-escaped': { dockerfile: ['FROM conformance/small:1', 'ENV v=1', 'COPY <<\\EOF /x', '$v', 'EOF'] },
  'delimiter-that-is-a-variable': { dockerfile: ['FROM conformance/small:1', 'COPY <<$v /x/', 'text', '$v'] },
  // ARG
  'arguments-of-the-builder-are-no-variables': {
    dockerfile: [
      'FROM conformance/small:1',
      'ARG BUILDKIT_SBOM_SCAN_STAGE=true BUILDKIT_OTHER=x',
      'ENV x=[$BUILDKIT_SBOM_SCAN_STAGE][$BUILDKIT_OTHER]',
    ],
  },
  // Stages
  'stage-name-that-ends-with-a-dash': { dockerfile: ['FROM scratch AS a-', 'FROM conformance/small:1'], refused },
  'stage-name-with-two-dots': { dockerfile: ['FROM scratch AS a..b', 'FROM conformance/small:1'], refused },
  'unused-stage-of-a-bad-reference': { dockerfile: ['FROM Bad/Ref AS x', 'FROM conformance/small:1'], refused },
  'unused-stage-that-copies-from-a-bad-reference': {
    dockerfile: ['FROM scratch AS x', 'COPY --from=Bad/Ref a /b', 'FROM conformance/small:1'],
    refused,
  },
  'unused-stage-of-a-bad-platform': {
    dockerfile: ['FROM --platform=a/b/c/d scratch AS x', 'FROM conformance/small:1'],
    refused,
  },
  'unused-stage-that-copies-from-itself': {
    dockerfile: ['FROM scratch AS x', 'COPY --from=x /a /b', 'FROM conformance/small:1'],
    refused,
  },
  'unused-stages-in-a-circle': {
    dockerfile: [
      'FROM scratch AS x',
      'COPY --from=y /a /b',
      'FROM scratch AS y',
      'COPY --from=x /a /b',
      'FROM conformance/small:1',
    ],
    refused,
  },
  'unused-stage-that-copies-from-a-later-one': {
    dockerfile: [
      'FROM scratch AS x',
      'COPY --from=y /a /b',
      'FROM scratch AS y',
      'FROM conformance/small:1',
      'ENV a=1',
    ],
  },
  'unused-stage-that-cannot-be-expanded': {
    dockerfile: ['FROM scratch AS x', 'ENV a=${x', 'FROM conformance/small:1', 'ENV a=1'],
  },
  'unused-stage-whose-expose-is-bad': {
    dockerfile: ['FROM scratch AS x', 'EXPOSE x', 'STOPSIGNAL y', 'FROM conformance/small:1', 'ENV a=1'],
  },
  'platform-of-from-stays-with-its-children': {
    dockerfile: [
      'FROM --platform=linux/arm64 scratch AS a',
      'WORKDIR /a',
      'FROM --platform=linux/arm a',
      'ARG TARGETPLATFORM',
      'ENV p=$TARGETPLATFORM',
    ],
  },
  // ONBUILD
  'onbuild-keeps-what-it-is-not-told': {
    dockerfile: ['FROM conformance/small:1', 'ONBUILD   RUN x   ', 'ONBUILD FOO bar', 'onbuild   -- run  x\t'],
  },
  'onbuild-looks-at-no-name-or-count': {
    dockerfile: [
      'FROM conformance/small:1',
      'ONBUILD ENV =x',
      'ONBUILD LABEL =x',
      'ONBUILD COPY x',
      'ONBUILD EXPOSE',
      'ONBUILD SHELL x',
      'ONBUILD RUN --bogus x',
      'ONBUILD VOLUME [""]',
      'ONBUILD HEALTHCHECK NONE x',
      'ONBUILD ARG =x',
    ],
  },
  'onbuild-env-without-a-value': { dockerfile: ['FROM conformance/small:1', 'ONBUILD ENV a'], refused },
  'onbuild-label-of-mixed-forms': { dockerfile: ['FROM conformance/small:1', 'ONBUILD LABEL a=1 b'], refused },
  'onbuild-array-of-numbers': { dockerfile: ['FROM conformance/small:1', 'ONBUILD CMD [1]'], refused },
  'onbuild-healthcheck-of-numbers': {
    dockerfile: ['FROM conformance/small:1', 'ONBUILD HEALTHCHECK CMD [1]'],
    refused,
  },
  'onbuild-with-an-unknown-flag': { dockerfile: ['FROM conformance/small:1', 'ONBUILD --x RUN y'], refused },
  'onbuild-of-nothing': { dockerfile: ['FROM conformance/small:1', 'ONBUILD --'], refused },
  'onbuild-that-cannot-be-run': {
    dockerfile: ['FROM conformance/small:1 AS a', 'ONBUILD FOO bar', 'FROM a', 'ENV a=1'],
    refused,
  },
  'onbuild-heredoc-that-does-not-end': { dockerfile: ['FROM conformance/small:1', 'ONBUILD RUN <<A', 'x'], refused },
  // Configuration
  'signal-that-is-negative': { dockerfile: ['FROM conformance/small:1', 'STOPSIGNAL -5', 'STOPSIGNAL +5'] },
  'signal-zero': { dockerfile: ['FROM conformance/small:1', 'STOPSIGNAL 0'], refused },
  'workdir-of-users': {
    dockerfile: [
      'FROM conformance/config:1',
      ...['5', 'app:staff', '5:nogroup', 'app:nogroup', '1000', 'nobody:5', 'root', 'nobody'].flatMap((user, i) => [
        `USER ${user}`,
        `WORKDIR /made${i}`,
      ]),
    ],
  },
  'workdir-of-users-without-a-passwd': {
    dockerfile: ['FROM conformance/small:1', 'USER app:x', 'WORKDIR /a', 'USER 5:x', 'WORKDIR /b'],
  },
  'workdir-of-a-user-without-any-file': { dockerfile: ['FROM scratch', 'USER app', 'WORKDIR /a'], refused },
  'workdir-of-root-without-any-file': { dockerfile: ['FROM scratch', 'USER root:root', 'WORKDIR /a'] },
  'chown-without-a-passwd': {
    dockerfile: ['FROM conformance/small:1', 'COPY --chown=app f /a', 'COPY --chown=5:x f /b'],
    context: { f: 'f' },
  },
  'flags-that-are-passed-over': {
    dockerfile: [
      'FROM conformance/small:1',
      'ARG --what a=1',
      'STOPSIGNAL --what 9',
      'HEALTHCHECK --what NONE',
      'ENV -- b=$a',
    ],
  },
  'flags-that-are-not': { dockerfile: ['FROM conformance/small:1', 'ENV --what a=1'], refused },
}
