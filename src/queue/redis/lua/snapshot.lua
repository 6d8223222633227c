-- Everything that planning needs.
-- ARGV: root, id of the last past run that is known, age at which a worker counts as gone (ms)
-- -> version, waiting (plan, score, ...), running (plan, ...), ends (id, ms, ...), past runs, workers
local time = call('TIME')
call('ZREMRANGEBYSCORE', workers, '-inf', time[1] * 1000 - ARGV[3])
return {
  call('GET', version) or '0',
  call('ZRANGE', waiting, 0, -1, 'WITHSCORES'),
  call('HVALS', running),
  call('HGETALL', ends),
  call('XRANGE', runs, ARGV[2], '+'),
  call('ZRANGE', workers, 0, -1),
}
