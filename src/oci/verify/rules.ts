import type { Severity } from '../../core/finding.js'

/** What a rule says wherever it is broken. */
export interface Rule {
  readonly severity: Severity
  /** A sentence without its full stop, of one or several entries. */
  readonly message: string
  /** What to do, as a sentence; of level `info` also why nothing needs to be done. */
  readonly hint: string
}

const again = 'Make or copy the image again.'
const repack = 'Make the archive again with oci-pack copy: it writes one that every reader takes.'
const rebuild = 'Build the image again: the tool that made this layer wrote an archive that engines read differently.'

/** All rules by which an image is judged, by their stable names: `archive-` and so on tell what is looked at. docs/verify.md lists them. */
export const rules = {
  // The archive itself, or the folder of a layout.
  'archive-damaged': { severity: 'error', message: 'the archive cannot be read to its end', hint: again },
  'archive-compressed': {
    severity: 'warning',
    message: 'the archive is compressed as a whole',
    hint: 'containerd and skopeo do not undo it: unpack it first.',
  },
  'archive-end': { severity: 'warning', message: 'the archive lacks the two blocks of zeros that end it', hint: again },
  'archive-tail': { severity: 'warning', message: 'other bytes follow the end of the archive', hint: again },
  'member-twice': {
    severity: 'error',
    message: 'the archive has a member twice, and readers take one or the other',
    hint: repack,
  },
  'member-outside': {
    severity: 'error',
    message: 'members lead out of the folder into which the archive is unpacked',
    hint: repack,
  },
  'member-absolute': {
    severity: 'error',
    message: 'members have absolute names, under which containerd finds none of them',
    hint: repack,
  },
  'member-link': { severity: 'warning', message: 'members are links: some readers do not follow them', hint: repack },
  'member-type': {
    severity: 'warning',
    message: 'members are devices, pipes or sparse files, which no image needs',
    hint: repack,
  },
  'member-unnamed': {
    severity: 'info',
    message: 'no document names these members',
    hint: 'Nothing needs to be done: readers pass over them. An archive that oci-pack copy makes has none.',
  },

  // The documents.
  'image-missing': {
    severity: 'error',
    message: 'there is no image in it',
    hint: 'Give an archive written by docker save, podman save or skopeo, or an OCI layout.',
  },
  'document-form': { severity: 'error', message: 'a document is not of the form that it should have', hint: again },
  'layout-marker': {
    severity: 'warning',
    message: 'index.json stands without oci-layout, so that containerd and umoci do not look at it',
    hint: repack,
  },
  'manifests-differ': {
    severity: 'error',
    message: 'manifest.json and index.json name different images: engines go by the one or by the other',
    hint: repack,
  },
  'image-name': {
    severity: 'warning',
    message: 'the name of an image is none',
    hint: 'Write it as NAME:TAG in lower case, as oci-pack tag or oci-pack copy does.',
  },
  'image-unnamed': {
    severity: 'warning',
    message: 'the archive gives its image no name: engines know it by its id alone',
    hint: 'Save it by its name, as in docker save com/my/task:1.0.0.',
  },
  'index-attestations': {
    severity: 'info',
    message: 'index.json names an index, with attestations beside the image',
    hint: 'Nothing needs to be done: engines take the image and leave the attestations; umoci alone finds two of one tag.',
  },
  'blob-missing': { severity: 'error', message: 'a part of the image is missing', hint: again },
  'blob-digest': { severity: 'error', message: 'a part of the image is not what its digest says', hint: again },
  'blob-size': { severity: 'error', message: 'a part of the image has another size than is said', hint: again },
  'config-media-type': { severity: 'error', message: 'the configuration is not of a container image', hint: again },
  'config-platform': {
    severity: 'error',
    message: 'the configuration does not say for what platform the image is',
    hint: again,
  },
  'config-layers': { severity: 'error', message: 'the configuration tells of another number of layers', hint: again },
  'config-history': { severity: 'error', message: 'the history tells of another number of layers', hint: again },

  // A layer as a whole.
  'layer-diff-id': { severity: 'error', message: 'the layer does not hold what the configuration says', hint: again },
  'layer-media-type': { severity: 'error', message: 'the layer is not stored as its media type says', hint: repack },
  'layer-compression': {
    severity: 'error',
    message: 'the layer is compressed in a way that no media type has',
    hint: 'Load the archive into Docker and save it again: its layers are plain then.',
  },
  'layer-damaged': { severity: 'error', message: 'the layer cannot be inflated', hint: again },
  'layer-tar': { severity: 'error', message: 'the layer cannot be unpacked: its tar is ill-formed', hint: rebuild },
  'layer-end': { severity: 'warning', message: 'the layer lacks the two blocks of zeros that end it', hint: rebuild },
  'layer-tail': {
    severity: 'warning',
    message: 'other bytes follow the end of the layer, which nobody unpacks',
    hint: rebuild,
  },

  // What a layer holds.
  'entry-outside': { severity: 'error', message: 'entries lead out of the root', hint: rebuild },
  'entry-absolute': { severity: 'warning', message: 'entries have absolute names', hint: rebuild },
  'entry-detour': { severity: 'warning', message: 'the names of entries have .. in them', hint: rebuild },
  'entry-twice': {
    severity: 'error',
    message: 'the layer has entries of one name: Docker and Podman refuse it, others take the last',
    hint: rebuild,
  },
  'entry-below-file': { severity: 'error', message: 'entries stand below what is no folder', hint: rebuild },
  'entry-below-lower-file': {
    severity: 'error',
    message: 'entries stand below what is a file in a lower layer, where some engines make a folder of it',
    hint: 'Remove the file in a step before.',
  },
  'entry-below-link': {
    severity: 'warning',
    message: 'entries stand below a symbolic link of their own layer: they go to where it leads',
    hint: rebuild,
  },
  'entry-below-outside-link': {
    severity: 'error',
    message: 'entries stand below a symbolic link of their own layer that leads out of the root',
    hint: 'Trust this image with nothing: so files are written outside of a container.',
  },
  'entry-below-lower-link': {
    severity: 'warning',
    message:
      'entries stand below what is a symbolic link in a lower layer: some engines follow it, others put a folder in its place',
    hint: 'Copy to where the link leads.',
  },
  'link-missing': {
    severity: 'error',
    message: 'hard links lead to what the layer does not hold before them',
    hint: rebuild,
  },
  'link-lower': { severity: 'error', message: 'hard links lead to files of a lower layer', hint: rebuild },
  'link-folder': { severity: 'error', message: 'hard links lead to folders', hint: rebuild },
  'link-outside': { severity: 'error', message: 'hard links lead out of the root', hint: rebuild },
  'link-absolute': { severity: 'warning', message: 'hard links lead to absolute paths', hint: rebuild },
  'whiteout-name': { severity: 'error', message: 'whiteouts name nothing that could be hidden', hint: rebuild },
  'whiteout-above': { severity: 'error', message: 'whiteouts name the folder above their own', hint: rebuild },
  'whiteout-own': { severity: 'error', message: 'whiteouts hide what their own layer holds', hint: rebuild },
  'whiteout-twice': { severity: 'error', message: 'whiteouts are there twice', hint: rebuild },
  'whiteout-nothing': {
    severity: 'info',
    message: 'whiteouts hide nothing: no lower layer has what they name',
    hint: 'Nothing needs to be done: engines pass over them.',
  },
  'whiteout-unknown': {
    severity: 'warning',
    message: 'entries have names of whiteouts that no specification knows',
    hint: rebuild,
  },
  'name-encoding': {
    severity: 'warning',
    message: 'names are not UTF-8: tools show or change them',
    hint: 'Rename the files.',
  },
  'name-control': { severity: 'warning', message: 'names have control characters in them', hint: 'Rename the files.' },
  'name-long': {
    severity: 'error',
    message: 'names have more than 255 bytes, or paths more than 4095',
    hint: 'Rename the files.',
  },
  'owner-large': {
    severity: 'warning',
    message: 'owners have ids that no Linux file can have: engines give such files to another one, root among them',
    hint: 'Give the files to another owner.',
  },
  'owner-unusual': {
    severity: 'warning',
    message: 'owners have ids of 65536 or more, which engines without root cannot give',
    hint: 'Give the files to an owner with a smaller id, such as by COPY --chown.',
  },
  'time-odd': {
    severity: 'warning',
    message: 'files are of a time before 1970 or after 2106, which not every file system can hold',
    hint: 'Set SOURCE_DATE_EPOCH, or touch the files.',
  },
  'attribute-unknown': {
    severity: 'error',
    message: 'extended attributes are of a kind that Linux does not have',
    hint: 'Keep to user.* and security.capability.',
  },
  'attribute-unusual': {
    severity: 'warning',
    message: 'extended attributes are of a kind that only some engines give to files',
    hint: 'Keep to user.* and security.capability.',
  },
  'file-sparse': {
    severity: 'warning',
    message: 'files are stored as sparse ones, which not every engine reads',
    hint: rebuild,
  },
  'mode-open': {
    severity: 'warning',
    message: 'files and folders may be changed by everybody',
    hint: 'Take the right away: chmod o-w; a folder for all needs the sticky bit: chmod +t.',
  },
  'mode-setuid': {
    severity: 'info',
    message: 'programs run with the rights of their owner or group',
    hint: 'See whether each is meant to be so; chmod ug-s takes it away.',
  },
  'file-capability': {
    severity: 'info',
    message: 'programs have capabilities',
    hint: 'See whether each is meant to be so; setcap -r takes them away.',
  },
  'file-device': {
    severity: 'info',
    message: 'there are devices, which engines without root cannot make',
    hint: 'Remove them: engines give a container the devices that it needs.',
  },
  'file-fifo': {
    severity: 'info',
    message: 'there are named pipes',
    hint: 'Remove those that no program of the image opens; engines take them.',
  },
  'whiteout-opaque': {
    severity: 'info',
    message: 'folders hide all that lower layers have in them',
    hint: 'Nothing needs to be done: engines know it; what is hidden still takes room in the lower layers.',
  },
} as const satisfies Record<string, Rule>

/** The stable name of a rule. */
export type RuleId = keyof typeof rules
