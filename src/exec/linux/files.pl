# File trees: making one from entries, telling what one holds, removing one. An entry is a list: type, path, mode, uid, gid, mtime,
# nanoseconds, size, link, major, minor, and extended attributes as names and values in turns.
package Files;
use strict;
use warnings;
no warnings 'recursion';

my %formats = (0040000 => 'directory', 0100000 => 'file', 0120000 => 'symlink', 0020000 => 'character', 0060000 => 'block', 0010000 => 'fifo');
my %bits = (character => 0020000, block => 0060000, fifo => 0010000);

# Makes what entries say in a folder; they come from `$next`, the content of a file from `$content`, which is told how many bytes are left
# to take. No path holds a link or `..`, parents come first. What is there already gives way, unless both are directories; a `whiteout`
# only takes away. Where owners cannot be had (`$own` is false), all belongs to who makes it. `$apart`: names of one file become
# files of their own.
sub make {
    my ($folder, $own, $next, $content, $apart) = @_;
    chdir $folder or die "enter $folder: $!\n";
    my @directories;
    while (my $entry = $next->()) {
        my ($type, $path) = @$entry;
        my $name = "./$path";
        if ($type eq 'directory') {
            if ($path ne '' && !mkdir $name, 0700) {
                my ($mode) = Kernel::inspect($name);
                unless (defined $mode && ($mode & 0170000) == 0040000) {
                    remove("$folder/$path");
                    chdir $folder or die "enter $folder: $!\n";
                    mkdir $name, 0700 or die "make the directory $path: $!\n";
                }
            }
            push @directories, $entry;
            next;
        }
        next if make_file($entry, $name, $own, $content, $apart);
        remove("$folder/$path");
        chdir $folder or die "enter $folder: $!\n";
        $type eq 'whiteout' or make_file($entry, $name, $own, $content, $apart) or die "make $path: $!\n";
    }
    finish($_, $own) for reverse @directories;
}

# Makes one file that is no directory; false where its place is taken, or where there is none to be made.
sub make_file {
    my ($entry, $name, $own, $content, $apart) = @_;
    my ($type, $path, undef, undef, undef, undef, undef, $size, $link, $major, $minor) = @$entry;
    return 0 if $type eq 'whiteout';
    if ($type eq 'link') {
        return 1 if $apart ? copy("./$link", $name) : link "./$link", $name;
    } elsif ($type eq 'file') {
        # O_WRONLY | O_CREAT | O_EXCL
        if (sysopen my $file, $name, 0301, 0600) {
            for (my $left = $size; $left > 0;) {
                my $bytes = $content->($left);
                $left -= length $bytes;
                put($file, $bytes, $path);
            }
            close $file or die "write $path: $!\n";
            finish($entry, $own);
            return 1;
        }
    } elsif ($type eq 'symlink') {
        if (symlink $link, $name) {
            finish($entry, $own);
            return 1;
        }
    } else {
        my $device = $major << 8 & 0xfff00 | $minor & 0xff | ($minor & ~0xff) << 12;
        if (Kernel::call('mknodat', Kernel::AT_FDCWD, Kernel::text($name), $bits{$type} | 0600, $device) == 0) {
            finish($entry, $own);
            return 1;
        }
    }
    return 0 if $!{EEXIST};
    die "make $path: $!\n";
}

sub put {
    my ($file, $bytes, $path) = @_;
    for (my $at = 0; $at < length $bytes;) {
        my $written = syswrite $file, $bytes, length($bytes) - $at, $at;
        defined $written or die "write $path: $!\n";
        $at += $written;
    }
}

# Copies a file with all that it is; false where the place is taken.
sub copy {
    my ($from, $to) = @_;
    my ($mode, undef, $uid, $gid, $size, $mtime, $nsec, $major, $minor) = Kernel::inspect($from) or die "copy $from: $!\n";
    my $type = $formats{ $mode & 0170000 };
    my $link = $type eq 'symlink' ? readlink $from : '';
    my $file;
    $type ne 'file' or open $file, '<:raw', $from or die "read $from: $!\n";
    my $entry = [$type, $to, $mode & 07777, $uid, $gid, $mtime, $nsec, $size, $link, $major, $minor, Kernel::attributes($from)];
    return make_file($entry, $to, 1, sub {
        my $read = sysread $file, my $bytes, $_[0] < 262144 ? $_[0] : 262144;
        return $read ? $bytes : die "read $from: $!\n";
    });
}

# Gives a file its owner, mode, attributes and time, in the order in which none spoils another.
sub finish {
    my ($entry, $own) = @_;
    my ($type, $path, $mode, $uid, $gid, $mtime, $nsec, undef, undef, undef, undef, @attributes) = @$entry;
    my $name = "./$path";
    Kernel::own($name, $uid, $gid) if $own;
    $type eq 'symlink' or chmod $mode, $name or die "set the mode of $path: $!\n";
    while (my ($key, $value) = splice @attributes, 0, 2) { Kernel::set_attribute($name, $key, $value) }
    Kernel::date($name, 0 + $mtime, 0 + $nsec);
}

# Directories on the way to where `show` is that are as they were, and not told yet.
my @above;

# Tells what is below a folder (`n` frames with an entry, `d` with content), parents first, names in the order of the bytes that they have
# in a layer. Names of one file are links of the first; sockets are passed over. `$before`, if given, says what was there by path (see
# `marks`): what is as it was is not told, unless it is a directory above what is. Nothing is told of the paths in `$hidden`.
sub show {
    my ($folder, $before, $hidden) = @_;
    chdir $folder or die "enter $folder: $!\n";
    @above = ();
    show_below('', {}, $before, $hidden);
}

sub tell_entry {
    Wire::tell('n', $_) for splice(@above), Wire::encode_list(@_);
}

sub show_below {
    my ($prefix, $links, $before, $hidden) = @_;
    my %found = map { ($_ => [Kernel::inspect("./$_")]) } grep { !$hidden->{"$prefix$_"} } names();
    my $there = $before ? $before->{$prefix} // {} : {};
    my %gone = map { (".wh.$_" => $_) } grep { !$found{$_} && !$hidden->{"$prefix$_"} } keys %$there;
    my %layer_names = map { (is_whiteout($found{$_}) ? ".wh.$_" : $_) => $_ } keys %found;
    for my $layer_name (sort keys %layer_names, keys %gone) {
        if (exists $gone{$layer_name}) {
            tell_entry('whiteout', "$prefix$gone{$layer_name}", (0) x 9);
            next;
        }
        my $name = $layer_names{$layer_name};
        my ($mode, $nlink, $uid, $gid, $size, $mtime, $nsec, $major, $minor, $file, $changed) = @{ $found{$name} };
        defined $mode or next;
        my $type = $formats{ $mode & 0170000 } or next;
        my $path = "$prefix$name";
        my $mark = $there->{$name};
        my $known = $mark && $mark->[0] eq $file;
        my $same = $known && $mark->[1] eq $changed;
        # overlayfs makes all whiteouts names of one device.
        $type = 'whiteout' if is_whiteout($found{$name});
        my $link = $type eq 'symlink' ? readlink "./$name" : '';
        my $bytes = $type eq 'file' ? $size : 0;
        my @entry = ($type, $path, $mode & 07777, $uid, $gid, $mtime, $nsec, $bytes, $link, $major, $minor);
        if (!$same) {
            my $first = $type eq 'directory' || $type eq 'whiteout' || $nlink == 1 ? undef : $links->{$file};
            if (defined $first) {
                tell_entry('link', @entry[1 .. 6], 0, $first, 0, 0, Kernel::attributes("./$name"));
                next;
            }
            $links->{$file} = $path if $nlink > 1;
            push @entry, Kernel::attributes("./$name");
            push @entry, 'user.overlay.opaque', 'y' if $type eq 'directory' && $mark && !$known;
            tell_entry(@entry);
            show_content($name, $path, $size) if $bytes;
        }
        next unless $type eq 'directory';
        # Of a directory that took the place of another file, all is new.
        delete $before->{"$path/"} if $mark && !$known;
        push @above, Wire::encode_list(@entry, Kernel::attributes("./$name")) if $same;
        chdir $name or die "enter $path: $!\n";
        show_below("$path/", $links, $before, $hidden);
        chdir '..' or die "leave $path: $!\n";
        pop @above if $same;
    }
}

# A character device 0:0 is how an overlay tells what is gone.
sub is_whiteout {
    my ($mode, undef, undef, undef, undef, undef, undef, $major, $minor) = @{ $_[0] };
    return defined $mode && ($mode & 0170000) == 0020000 && $major == 0 && $minor == 0;
}

sub show_content {
    my ($name, $path, $size) = @_;
    open my $file, '<:raw', "./$name" or die "read $path: $!\n";
    while ($size > 0) {
        my $read = sysread $file, my $bytes, $size < 262144 ? $size : 262144;
        defined $read or die "read $path: $!\n";
        $read or die "$path became shorter while it was read\n";
        $size -= $read;
        Wire::tell('d', $bytes);
    }
}

# Of each directory below a folder (its path ends with `/`, that of the folder itself is empty), by name: which file is there, and when it
# was changed last.
sub marks {
    my ($folder) = @_;
    chdir $folder or die "enter $folder: $!\n";
    my %marks;
    marks_below('', \%marks);
    return \%marks;
}

sub marks_below {
    my ($prefix, $marks) = @_;
    Watch::here($prefix);
    my %here;
    for my $name (names()) {
        my ($mode, @rest) = Kernel::inspect("./$name") or next;
        $here{$name} = [@rest[-2, -1]];
        next unless ($mode & 0170000) == 0040000;
        chdir $name or die "enter $prefix$name: $!\n";
        marks_below("$prefix$name/", $marks);
        chdir '..' or die "leave $prefix$name: $!\n";
    }
    $marks->{$prefix} = \%here;
}

# Removes a folder with all that it holds; what is not there is no error.
sub remove {
    my ($path) = @_;
    my ($mode) = Kernel::inspect($path) or return;
    if (($mode & 0170000) == 0040000) {
        my ($above, $name) = $path =~ m{^(.*/)?([^/]+)$}s;
        !defined $above or chdir $above or die "enter $above: $!\n";
        remove_directory($name);
    } else {
        unlink $path or die "remove $path: $!\n";
    }
}

sub remove_directory {
    my ($name) = @_;
    unless (chdir $name) {
        chmod 0700, $name;
        chdir $name or die "enter $name: $!\n";
    }
    for my $below (names()) {
        next if unlink "./$below";
        remove_directory("./$below");
    }
    chdir '..' or die "leave $name: $!\n";
    rmdir $name or die "remove $name: $!\n";
}

# Makes a folder with all that it holds this process's own: files that it may read, directories that it may look into and remove.
sub adopt {
    my ($path) = @_;
    chdir $path or die "enter $path: $!\n";
    adopt_here();
}

sub adopt_here {
    for my $name (names()) {
        my ($mode) = Kernel::inspect("./$name") or next;
        Kernel::own("./$name", 0, 0);
        my $type = $mode & 0170000;
        chmod 0644, "./$name" if $type == 0100000;
        next unless $type == 0040000;
        chmod 0755, "./$name";
        chdir "./$name" or die "enter $name: $!\n";
        adopt_here();
        chdir '..' or die "leave $name: $!\n";
    }
}

sub names {
    opendir my $directory, '.' or die "list a directory: $!\n";
    return sort grep { $_ ne '.' && $_ ne '..' } readdir $directory;
}

1;
