return StreamGuard.Host.CommandLine.Run(args);
