// The network's servers listen on every address; here they listen on 127.0.0.1 alone.
const net = require('node:net')
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...given) {
  const [first, second] = given
  if (typeof first === 'number' && typeof second !== 'string') given.splice(1, 0, '127.0.0.1')
  else if (first?.port !== undefined && !first.host) given[0] = { ...first, host: '127.0.0.1' }
  return listen.apply(this, given)
}
