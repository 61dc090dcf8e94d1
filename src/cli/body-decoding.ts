/** Bodies in another form than the bytes they are: `--decode text|json|hex|base64|gzip`. */
import {gunzipSync} from 'node:zlib'
import {UsageError} from '../errors.js'
import {readJson} from '../protocol/json.js'
import {textOfBytes} from '../view/document.js'
import {bodyText} from '../view/java-message.js'

/** `problem`: why the body cannot be shown so. */
export type Decoded = {readonly value: unknown} | {readonly problem: string}

/** No body becomes larger than this: a few bytes of gzip can stand for gigabytes. */
const mostBytes = 64 * 2 ** 20

const forms = ['text', 'json', 'hex', 'base64'] as const
type Form = (typeof forms)[number]

export class BodyDecoding {
  private constructor(
    private readonly gzip: boolean,
    private readonly form: Form | undefined,
    private readonly charset: string,
  ) {}

  /** `gzip`, one of the other forms, or `gzip,json` for both. Throws {@link UsageError}. */
  static parse(text: string, charset = 'UTF-8'): BodyDecoding {
    const words = text.split(',').map(word => word.trim().toLowerCase())
    const gzip = words[0] === 'gzip'
    const [form, ...more] = gzip ? words.slice(1) : words
    if (more.length > 0 || (form !== undefined && !forms.includes(form as Form)))
      throw new UsageError(`'${text}' is no way to decode bodies`, {
        hint: `use ${forms.join(', ')} or gzip, or gzip and another: gzip,json`,
      })
    return new BodyDecoding(gzip, form as Form | undefined, charset)
  }

  decode(body: Buffer): Decoded {
    let bytes = body
    try {
      if (this.gzip) bytes = gunzipSync(body, {maxOutputLength: mostBytes})
    } catch (error) {
      return {problem: `not gzip: ${(error as Error).message}`}
    }
    switch (this.form) {
      case undefined:
        return {value: textOfBytes(bytes)}
      case 'text':
        return {value: bodyText(bytes, this.charset)}
      case 'json':
        return jsonOf(bodyText(bytes, this.charset))
      default:
        return {value: bytes.toString(this.form)}
    }
  }

  /** What filters look into: the body unpacked, as text. One that does not unpack is taken as it is. */
  textOf(body: Buffer): string {
    if (!this.gzip) return bodyText(body, this.charset)
    try {
      return bodyText(gunzipSync(body, {maxOutputLength: mostBytes}), this.charset)
    } catch {
      return bodyText(body, this.charset)
    }
  }
}

/** Only real JSON; of what Java's mapper takes beside that, no body is made. Integers keep all their digits. */
function jsonOf(text: string): Decoded {
  try {
    const value: unknown = JSON.parse(text)
    return {value: /\d{16}/.test(text) && !text.includes('$ref') ? readJson(text) : value}
  } catch {
    return {problem: 'not JSON'}
  }
}
