/** A descriptor with each type of parameter and each key, in which nothing is to be found. */
export const good = `$schema: https://cytomine.com/schema-store/tasks/task.v0.json
name: Count cells
name_short: count
namespace: com.my.task
version: 1.0.0
description: Counts the cells of an image.
authors:
  - first_name: Ada
    last_name: Example
    organization: Example Institute
    email: ada@example.org
    is_contact: true
external:
  source_code: https://example.org/task
  doi: [ 'https://doi.org/10.1000/182' ]
configuration:
  input_folder: /inputs
  output_folder: /outputs
  image:
    file: /com.my.task-1.0.0.tar
  resources:
    ram: 8Gi
    cpus: 2
    gpus: 0
    internet: false
inputs:
  slide:
    display_name: Slide
    description: The image.
    type: { id: image, max_file_size: 100 MiB, formats: [tiff, png], max_width: 1000, max_height: 1000 }
  least:
    display_name: Least
    description: The smallest cell.
    type: { id: integer, geq: 1, lt: 100 }
    default: 5
    optional: true
  ratio:
    display_name: Ratio
    description: How round.
    type: { id: number, gt: 0, leq: 1.5, infinity_allowed: false, nan_allowed: false }
    default: 1
  label:
    display_name: Label
    description: A label.
    type: { id: string, min_length: 1, max_length: 20 }
    default: cells
  method:
    display_name: Method
    description: How.
    type:
      id: enumeration
      values: [fast, exact]
    default: fast
  since:
    display_name: Since
    description: From when on.
    type: datetime
    default: 2025-01-31T12:00:00Z
  dry:
    display_name: Dry
    description: Whether to count nothing.
    type: boolean
    default: false
  region:
    display_name: Region
    description: Where.
    type: geometry
  model:
    display_name: Model
    description: A model.
    type: { id: file, max_file_size: 1GiB, formats: [binary] }
  names:
    display_name: Names
    description: Names.
    type:
      id: array
      min_size: 1
      max_size: 10
      subtype: string
outputs:
  cells:
    display_name: Cells
    description: The cells.
    type: geometry
    dependencies:
      derived_from: inputs/slide
  counts:
    display_name: Counts
    description: A count for each name.
    type:
      id: array
      subtype: integer
    dependencies:
      derived_from: inputs/slide
      matching: [inputs/names]
`

/** What is put in place of what, once. */
export type Edit = readonly [from: string, to: string]

/** The good descriptor with edits; one that finds nothing to edit, or more than one place, is an error of the test. */
export function edited(...edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${JSON.stringify(from)} is not in the descriptor just once`)
    return text.replace(from, () => to)
  }, good)
}
