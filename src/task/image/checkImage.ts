import { formatPlatform, normalizePlatform, type Platform, samePlatform } from '../../core/platform.js'
import type { TaskDescriptor } from '../descriptor/descriptor.js'
import type { Finding } from '../../core/finding.js'
import { checkCommand } from './command.js'
import { containerOf } from './container.js'
import { checkFolders } from './folders.js'
import type { Inspection } from './inspection.js'
import type { ImageWithFiles } from './openImage.js'
import { checkOtherUser } from './otherUser.js'
import { Report } from './report.js'
import { checkUser } from './user.js'
import { checkWorkdir } from './workdir.js'

/** What is checked of a Task's image. */
export interface TaskImage extends ImageWithFiles {
  /** Whose input and output folders are mounted; `/inputs` and `/outputs` unless given. */
  readonly descriptor?: Pick<TaskDescriptor, 'inputFolder' | 'outputFolder'> | undefined
  /** The platform that was asked for, where one was: it is then no mistake. */
  readonly asked?: Platform | undefined
}

/** What Spring takes for 15 GB: the App Engine's bound of an upload. */
const largestUpload = 15 * 2 ** 30

/**
 * Whether the App Engine can run an image as a Task: what its cluster does when it makes the container is followed, without
 * executing anything. @param file what the image is called in the findings
 * @throws OciPackError where the image's files cannot be read
 */
export async function checkImage(task: TaskImage, file: string): Promise<Finding[]> {
  const { image, descriptor } = task
  const { config = {} } = image.config
  const report = new Report(file)
  const platform = normalizePlatform(image.config)
  checkPlatform(platform, task.asked, report)
  checkSize(task, report)
  const user = await checkUser(task, report)
  const folders = [descriptor?.inputFolder ?? '/inputs', descriptor?.outputFolder ?? '/outputs']
  const container = containerOf(task, user, folders)
  const inspection: Inspection = { container, platform, report, used: new Map() }
  // Programs of another system are none that the rules of Linux could be held against.
  if (platform.os === 'linux') await checkCommand(inspection)
  checkWorkdir(container, config.WorkingDir ?? '', report)
  checkFolders(container, Object.keys(config.Volumes ?? {}), report)
  checkOtherUser(inspection)
  return report.findings
}

function checkPlatform(platform: Platform, asked: Platform | undefined, report: Report): void {
  if (platform.os === 'linux' && platform.architecture === 'amd64') return
  const rule = 'image-platform'
  const message = `the image is for ${formatPlatform(platform)}: the App Engine takes it, but its linux/amd64 machines cannot run it`
  if (asked && samePlatform(asked, platform))
    report.warning(rule, message, 'It was asked for; it runs where the cluster has such machines.')
  else report.error(rule, message, 'Build it with --platform linux/amd64.')
}

function checkSize({ image }: TaskImage, report: Report): void {
  const size = image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0)
  if (size <= largestUpload) return
  report.warning(
    'image-size',
    `the layers have ${(size / 2 ** 30).toFixed(1)} GiB, and the App Engine refuses a bundle of more than 15 GiB`,
    'Take a smaller base, or leave out what the Task does not need.',
  )
}
