/** One small archive (d/a, d/b; 1976) in the compressions that Node cannot write: `bzip2 -9`, `xz -9`, `zstd -19`. */
export const bzip2Archive = Buffer.from(
  'QlpoOTFBWSZTWR6u92MAAGHbgM0QQAD/gAACdAAeAAgIIAByEqT1NGIGAmaBVEU/VHqNNDR6QP3n10LwYTURBfTdZglqlSCSZY53btVNtlkKSh' +
    'okZXQsqlnhllhKzJwPEPhAsuRE/vQUUUgMZoXckU4UJAervdjA',
  'base64',
)

export const xzArchive = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4A//AFldADILyCAOUCcI/OcAo4BJ6raBiIUmavTOhvSX+NWwx6S/KZnLPOnZP+YbTf1vrtUdj/IyXS' +
    'hEGn3tGT8AQj4dR3deoHRODvEL6QAo6BxpVuRYg8Q+u0TZTbOAAAAAAOACCUeedY5nAAF1gCAAAAADV26JscRn+wIAAAAABFla',
  'base64',
)

export const zstdArchive = Buffer.from(
  'KLUv/QRoZQIAksMKEKCrAwSzx/+waVqyc/3qgzII0aWC7FclW62HXob5/kiOOAOv+O/E/DcvBQogYLfv/f/AT72xqmwyAOX0q24uJQdKkbkIsq' +
    'eQBaOgMvQ=',
  'base64',
)
