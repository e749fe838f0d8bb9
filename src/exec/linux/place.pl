# Puts files into a tree where nothing can be mounted, and takes them back, so that the tree is as if they had never been there.
package Place;
use strict;
use warnings;

# What was put where: path, where it goes back to (nothing: it is removed), where that which was there before waits, directories made for it,
# directory that was changed, and the time that it had.
my @put;

# Puts things in the tree below `$root`; each is a path in it, where the thing is and whether it is kept. Where there is no thing, an empty
# directory (`/`) or file (``) is put, unless something is there already.
sub put_all {
    my ($root, $aside, @places) = @_;
    for (@places) {
        my ($path, $from, $kept) = @$_;
        my $stub = $from eq '' || $from eq '/';
        $from = -l $from ? readlink $from : $from =~ m{^/} ? $from : "$aside/$from" unless $stub;
        my ($above, $made) = parents($root, $path);
        my $target = "$root/$path";
        my ($mode) = Kernel::inspect($target);
        next if $stub && defined $mode;
        my $place = { path => $path, back => $kept ? $from : '', made => $made, above => $above->[0], time => $above->[1] };
        if (defined $mode) {
            $place->{waiting} = "$aside/aside-" . @put;
            rename $target, $place->{waiting} or die "put $path aside: $!\n";
        }
        push @put, $place;
        if ($from eq '/') { mkdir $target, 0755 or die "make $path: $!\n" }
        elsif ($from eq '') { open my $file, '>', $target or die "make $path: $!\n" }
        else { rename $from, $target or die "put something at $path: $!\n" }
    }
}

# Makes the directories above a path, none of which may be a link: a tree of somebody else's could lead anywhere. Gives the directory that
# this, or what follows, changes with its time, and the directories that were made.
sub parents {
    my ($root, $path) = @_;
    my @parts = split m{/}, $path;
    pop @parts;
    my ($at, $relative, $above, @made) = ($root, '');
    my (undef, undef, undef, undef, undef, @time) = Kernel::inspect($root);
    $above = ['', [@time[0, 1]]];
    for (@parts) {
        $at .= "/$_";
        $relative = $relative eq '' ? $_ : "$relative/$_";
        my ($mode, undef, undef, undef, undef, @now) = Kernel::inspect($at);
        if (!defined $mode) {
            mkdir $at, 0755 or die "make $relative: $!\n";
            push @made, $relative;
        } elsif (($mode & 0170000) != 0040000) {
            die "cannot put something at $path: $relative is no directory\n";
        } elsif (!@made) {
            $above = [$relative, [@now[0, 1]]];
        }
    }
    return ($above, \@made);
}

# Takes everything back, and gives the paths of which nothing is to be told. `$marks` (see Files::marks) forget what this changes.
sub take_back {
    my ($root, $marks) = @_;
    my %hidden;
    for my $place (reverse @put) {
        my ($path, $above) = @$place{qw(path above)};
        my $unchanged = is_as_marked($root, $above, $marks);
        if (length $place->{back}) { rename "$root/$path", $place->{back} or die "take back $path: $!\n" }
        else { Files::remove("$root/$path") }
        if (defined $place->{waiting}) { rename $place->{waiting}, "$root/$path" or die "put $path back: $!\n" }
        $hidden{$path} = 1;
        for (reverse @{ $place->{made} }) {
            # One that the process used stays.
            next unless rmdir "$root/$_";
            my ($directory, $name) = split_path($_);
            delete $marks->{$directory}{$name};
        }
        next unless $unchanged;
        Kernel::date("$root/$above", @{ $place->{time} }) if -d "$root/$above";
        mark_again($root, $above, $marks);
    }
    @put = ();
    return \%hidden;
}

sub is_as_marked {
    my ($root, $path, $marks) = @_;
    my ($directory, $name) = split_path($path);
    my $mark = $marks->{$directory}{$name} // return 1;
    my @now = Kernel::inspect("$root/$path") or return 0;
    return $mark->[0] eq $now[-2] && $mark->[1] eq $now[-1];
}

sub mark_again {
    my ($root, $path, $marks) = @_;
    return if $path eq '';
    my ($directory, $name) = split_path($path);
    my @now = Kernel::inspect("$root/$path") or return;
    $marks->{$directory}{$name} = [@now[-2, -1]];
}

# The directory of a path, with the `/` at its end, and the name there.
sub split_path {
    my ($path) = @_;
    my ($directory, $name) = $path =~ m{^(.*/)?([^/]*)$}s;
    return ($directory // '', $name);
}

1;
