// What our commands use of @oclif/core, without the rest of its index.
exports.Command = require('@oclif/core/command').Command
exports.Flags = require('@oclif/core/flags')
