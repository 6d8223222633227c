-- The run was stopped in order: its job goes back in line, unless it was cancelled meanwhile.
-- ARGV: root, id, run, past run
-- -> the checkpoint that nobody needs any more, or ''
if call('HGET', job, 'run') ~= ARGV[3] then return '' end
call('XADD', runs, 'MAXLEN', '~', 1000, '*', 'run', ARGV[4])
if call('HGET', job, 'state') == 'running' then
  goBack()
  return ''
end
stopRunning()
return dropCheckpoint()
