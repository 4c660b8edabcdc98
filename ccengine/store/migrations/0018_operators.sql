-- An engine that starts asks what its log last said of each operator, however long ago: found at once.
create index log_operator on log (stream, type, (data ->> 'operator'), seq)
where type in (
    'operator.changed', 'operator.wished', 'operator.extended', 'operator.phone', 'operator.overstayed'
);
