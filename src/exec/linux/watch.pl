# Files that were opened to be written to and then not changed: an overlay copies such a one up, and so a layer holds it; where there is no
# overlay, nothing else tells.
package Watch;
use strict;
use warnings;

use constant {
    FLAGS       => 02004000,    # IN_NONBLOCK | IN_CLOEXEC
    CLOSE_WRITE => 8,
};

my ($queue, %directories, %opened);

# Begins to watch; gives what is to be read when there is something.
sub begin {
    my $number = Kernel::call('inotify_init1', FLAGS);
    return if $number < 0;
    open $queue, '<&=', $number or die "watch files: $!\n";
    return $queue;
}

# Watches one more directory, which is the current one; its path ends with `/`. One that the kernel has no room for is not watched.
sub here {
    my ($path) = @_;
    return unless $queue;
    my $number = Kernel::call('inotify_add_watch', fileno $queue, Kernel::text('.'), CLOSE_WRITE);
    $directories{$number} = $path if $number >= 0;
}

sub look {
    while (sysread $queue, my $events, 65536) {
        while (length $events) {
            my ($number, undef, undef, $length) = unpack 'l L3', $events;
            my $name = unpack 'Z*', substr $events, 16, $length;
            substr $events, 0, 16 + $length, '';
            $opened{ $directories{$number} }{$name} = 1 if exists $directories{$number};
        }
    }
}

# Takes what was opened out of what is as it was.
sub note {
    my ($marks) = @_;
    return unless $queue;
    look();
    for my $directory (keys %opened) {
        my $known = $marks->{$directory} or next;
        for (keys %{ $opened{$directory} }) { $known->{$_}[1] = '' if $known->{$_} }
    }
}

1;
