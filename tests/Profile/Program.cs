using StreamGuard.Profile;

if (args is not [var methods, var program, var profile])
{
    Console.Error.WriteLine("usage: tests/Profile/run");
    return 2;
}

Console.WriteLine($"{new ProfileWriter(program).Write(File.ReadLines(methods), profile):N0} methods in {profile}");
return 0;
